/** What a person reads comes from the locale files; a string in the source would be there in one language only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');
/** Attributes whose value is read aloud or shown. */
const SPOKEN = new Set([
  'title',
  'label',
  'placeholder',
  'alt',
  'aria-label',
  'okText',
  'cancelText',
  'lead',
]);
/** Names that are the same in every language. */
const PROPER =
  /^(EN|GPU|CPU|SSH|JupyterLab|VS Code|PyCharm|OpenSSH|CUDA|Python|root|Esc|Tab|Alt|Ctrl(\+[A-Z])?|https?:\/\/\S*|[A-Z]{1,4})$/;
const WORD = /[\p{L}]{2,}/u;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'api' || entry.name === 'locales' ? [] : files(path);
    return path.endsWith('.tsx') && !path.endsWith('.test.tsx') ? [path] : [];
  });
}

function isVisible(text: string): boolean {
  const trimmed = text.trim();
  return WORD.test(trimmed) && !PROPER.test(trimmed);
}

function visibleStrings(path: string): string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    if (isVisible(text)) found.push(`${path.slice(SOURCES.length + 1)}:${line + 1} ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) note(node, node.initializer.text);
    }
    // A template or a literal as a child of an element is shown as it stands.
    if (ts.isJsxExpression(node) && node.expression && ts.isJsxElement(node.parent)) {
      if (ts.isStringLiteralLike(node.expression)) note(node, node.expression.text);
    }
    if (ts.isStringLiteralLike(node) && /[一-鿿]/.test(node.text)) note(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The language switch shows each language in its own word. */
const MEANT = new Set(['features/frame/Switches.tsx']);

describe('the pages', () => {
  it('say nothing that is not in the locale files', () => {
    const strays = files(SOURCES)
      .flatMap(visibleStrings)
      .filter((stray) => !MEANT.has(stray.split(':')[0] ?? ''));
    expect(strays).toEqual([]);
  });
});
