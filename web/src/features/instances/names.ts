/** The rules for names and passwords, so that a form says what is wrong before the platform has to. */

export const NAME_LENGTH = 40;

/** 1 to 40 letters or digits of any script, spaces, dots, hyphens or underscores. */
export function isName(name: string): boolean {
  return /^[\p{L}\p{N} ._-]{1,40}$/u.test(name.trim());
}

/** 8 to 64 printable ASCII characters. */
export function isPassword(password: string): boolean {
  return /^[ -~]{8,64}$/.test(password);
}

/** A TCP port that may be opened; JupyterLab's own is always there and cannot be. */
export const JUPYTER_PORT = 8888;
export function isPort(port: number | null): port is number {
  return port !== null && Number.isInteger(port) && port >= 1 && port <= 65535;
}
