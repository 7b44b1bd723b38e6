/** Programs that listen, by the names that people know them by, and whether a browser can show what they serve. */
import type { ListenerOut, TunnelOut } from '../api';
import { isHere, type Target } from './target';

export interface Program {
  name: string;
  /** Whether it speaks HTTP, as far as its name tells. */
  web: boolean;
}

/** What a command line gives away, wherever the program listens. */
const BY_COMMAND: readonly [RegExp, string][] = [
  [/jupyter[-_ ]?lab|jupyter-?notebook|\bjupyter\b/i, 'Jupyter'],
  [/tensorboard/i, 'TensorBoard'],
  [/comfyui/i, 'ComfyUI'],
  [/stable-diffusion|\bwebui\.(py|sh)\b/i, 'Stable Diffusion WebUI'],
  [/\bgradio\b/i, 'Gradio'],
  [/\bstreamlit\b/i, 'Streamlit'],
  [/\bvllm\b/i, 'vLLM'],
  [/\bsglang\b/i, 'SGLang'],
  [/\bollama\b/i, 'Ollama'],
  [/code-server|openvscode/i, 'VS Code'],
  [/\bmlflow\b/i, 'MLflow'],
  [/\bnginx\b/i, 'nginx'],
  [/\bhttp\.server\b/, 'http.server'],
];

/** Where programs listen unless told otherwise; those of the first table keep their names wherever they are. */
const BY_PORT: ReadonlyMap<number, string> = new Map([
  [3000, 'Grafana'],
  [5000, 'MLflow'],
  [6006, 'TensorBoard'],
  [7860, 'Gradio'],
  [8188, 'ComfyUI'],
  [8265, 'Ray'],
  [8501, 'Streamlit'],
  [8888, 'Jupyter'],
  [11434, 'Ollama'],
]);

/** What answers, but not to a browser. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [22, 'SSH'],
  [25, 'SMTP'],
  [53, 'DNS'],
  [111, 'RPC'],
  [3306, 'MySQL'],
  [3389, 'RDP'],
  [5432, 'PostgreSQL'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [27017, 'MongoDB'],
]);
const NO_PAGE =
  /^(sshd|systemd-resolve|dnsmasq|mysqld|mariadbd|postgres|redis-server|mongod|rpcbind|master)$/;

export function programOf({ port, name, command }: ListenerOut): Program {
  if (NO_PAGE.test(name)) return { name: OTHERS.get(port) ?? name, web: false };
  const known = BY_COMMAND.find(([pattern]) => pattern.test(command) || pattern.test(name));
  if (known !== undefined) return { name: known[1], web: true };
  const other = OTHERS.get(port);
  if (other !== undefined) return { name: other, web: false };
  return { name: BY_PORT.get(port) ?? name, web: true };
}

/** Two ways to write the machine itself are one place. */
export function isSamePlace(one: Target, other: Target): boolean {
  return one.port === other.port && (one.host === other.host || (isHere(one.host) && isHere(other.host)));
}

/** Those that have no tunnel yet, pages first. */
export function notOpen(listeners: ListenerOut[], open: readonly TunnelOut[]): ListenerOut[] {
  const closed = listeners.filter((one) => !open.some((tunnel) => isSamePlace(one, tunnel)));
  return closed.sort((a, b) => Number(programOf(b).web) - Number(programOf(a).web) || a.port - b.port);
}
