/** The language of a file by its name; each is loaded when the first file of it is opened. */
import { StreamLanguage, type StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

import { extensionOf } from '../paths';

type Load = () => Promise<Extension>;

function legacy(load: () => Promise<StreamParser<unknown>>): Load {
  return async () => StreamLanguage.define(await load());
}

const python: Load = async () => (await import('@codemirror/lang-python')).python();
const json: Load = async () => (await import('@codemirror/lang-json')).json();
const yaml: Load = async () => (await import('@codemirror/lang-yaml')).yaml();
const markdown: Load = async () => (await import('@codemirror/lang-markdown')).markdown();
const script =
  (options: { typescript?: boolean; jsx?: boolean }): Load =>
  async () =>
    (await import('@codemirror/lang-javascript')).javascript(options);
const shell = legacy(async () => (await import('@codemirror/legacy-modes/mode/shell')).shell);
const toml = legacy(async () => (await import('@codemirror/legacy-modes/mode/toml')).toml);
const ini = legacy(async () => (await import('@codemirror/legacy-modes/mode/properties')).properties);
const docker = legacy(async () => (await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile);
const c = legacy(async () => (await import('@codemirror/legacy-modes/mode/clike')).cpp);
const java = legacy(async () => (await import('@codemirror/legacy-modes/mode/clike')).java);
const go = legacy(async () => (await import('@codemirror/legacy-modes/mode/go')).go);
const rust = legacy(async () => (await import('@codemirror/legacy-modes/mode/rust')).rust);
const lua = legacy(async () => (await import('@codemirror/legacy-modes/mode/lua')).lua);
const sql = legacy(async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL);
const xml = legacy(async () => (await import('@codemirror/legacy-modes/mode/xml')).xml);
const html = legacy(async () => (await import('@codemirror/legacy-modes/mode/xml')).html);
const css = legacy(async () => (await import('@codemirror/legacy-modes/mode/css')).css);
const diff = legacy(async () => (await import('@codemirror/legacy-modes/mode/diff')).diff);
const nginx = legacy(async () => (await import('@codemirror/legacy-modes/mode/nginx')).nginx);
const cmake = legacy(async () => (await import('@codemirror/legacy-modes/mode/cmake')).cmake);

const BY_EXTENSION: Record<string, Load> = {
  ...{ py: python, pyi: python, pyx: python, json, jsonl: json, ipynb: json, yaml, yml: yaml },
  ...{ md: markdown, markdown, js: script({}), mjs: script({}), cjs: script({}), jsx: script({ jsx: true }) },
  ...{ ts: script({ typescript: true }), tsx: script({ typescript: true, jsx: true }) },
  ...{
    sh: shell,
    bash: shell,
    zsh: shell,
    fish: shell,
    toml,
    ini,
    cfg: ini,
    conf: ini,
    properties: ini,
    env: ini,
  },
  ...{
    service: ini,
    dockerfile: docker,
    c,
    h: c,
    cc: c,
    cpp: c,
    hpp: c,
    cu: c,
    cuh: c,
    java,
    go,
    rs: rust,
    lua,
  },
  ...{ sql, xml, svg: xml, html, htm: html, css, diff, patch: diff, cmake },
};
const BY_NAME: Record<string, Load> = {
  ...{ dockerfile: docker, containerfile: docker, '.bashrc': shell, '.profile': shell, '.zshrc': shell },
  ...{ '.bash_profile': shell, '.gitconfig': ini, '.env': ini, 'nginx.conf': nginx, 'cmakelists.txt': cmake },
  ...{ 'poetry.lock': toml, 'uv.lock': toml, '.condarc': yaml, makefile: shell },
};

/** By the first line, where the name says nothing. */
function byFirstLine(line: string): Load | undefined {
  if (!line.startsWith('#!')) return undefined;
  return line.includes('python') ? python : /\b(ba|z|da|k)?sh\b/.test(line) ? shell : undefined;
}

export function loaderOf(name: string, firstLine = ''): Load | undefined {
  const low = name.toLowerCase();
  return BY_NAME[low] ?? BY_EXTENSION[extensionOf(low)] ?? byFirstLine(firstLine);
}
