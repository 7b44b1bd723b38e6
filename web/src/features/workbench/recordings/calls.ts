/** The requests about recordings, one function each. */
import type { RecordingOut, TerminalOut } from '../api';
import { addressOf, ask, request } from '../wire';

const path = (id: string) => `/recordings/${encodeURIComponent(id)}`;

export const setRecording = (terminalId: string, on: boolean, withInput = false) =>
  request<TerminalOut>('PUT', `/terminals/${encodeURIComponent(terminalId)}/recording`, {
    on,
    with_input: withInput,
  });

export const listRecordings = () => request<RecordingOut[]>('GET', '/recordings');
export const renameRecording = (id: string, title: string) =>
  request<RecordingOut>('PATCH', path(id), { title });
export const deleteRecording = (id: string) => request<unknown>('DELETE', path(id));
/** The recording itself, as text. */
export const fetchRecording = async (id: string) => (await ask('GET', path(id))).text();
/** Where a browser downloads it from. */
export const recordingAddress = (id: string) => addressOf(path(id));
