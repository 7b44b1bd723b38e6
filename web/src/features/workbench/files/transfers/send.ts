/** Sends a piece of a file and says how far it has come, which `fetch` can't; a refusal is a `Problem` as elsewhere. */
import { problemOf } from '../../../../app/problem';

function answerOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return request.responseText;
  }
}

/** PUT of raw bytes. `onSent` hears how many of them have left this computer. */
export function put<T>(
  address: string,
  body: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open('PUT', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      const told = answerOf(request);
      if (request.status >= 200 && request.status < 300) resolve(told as T);
      else reject(problemOf(told, request.status));
    };
    request.onerror = () => reject(problemOf('no answer', 0));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    if (signal.aborted) {
      reject(new DOMException('stopped', 'AbortError'));
      return;
    }
    signal.addEventListener('abort', stop);
    request.send(body);
  });
}
