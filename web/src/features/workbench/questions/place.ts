import type { Question } from '../api';

/** Where the machine is that a question is about, as `host:port`. */
export const placeOf = ({ host, port }: Pick<Question, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
