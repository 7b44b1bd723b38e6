/**
 * Choosing files for `trz` and keeping those of `tsz` where a page gets no file system: in browsers that have none for
 * pages, and over plain HTTP. The library that speaks with both knows only the file system's dialogs; here are ones that
 * do what it uses of them, by way of a file field and of downloads.
 */

interface Pickers {
  showOpenFilePicker?: () => Promise<{ getFile: () => Promise<File> }[]>;
  showDirectoryPicker?: (wish: { id?: string }) => Promise<Downloads>;
}

/** Puts dialogs in the place of those that the browser lacks. */
export function ensurePickers(page: object = globalThis): void {
  const pickers = page as Pickers;
  pickers.showOpenFilePicker ??= chosenFiles;
  pickers.showDirectoryPicker ??= (wish) =>
    wish.id === 'trzsz_upload'
      ? Promise.reject(new DOMException('This browser cannot upload folders here.', 'NotSupportedError'))
      : Promise.resolve(new Downloads('↓'));
}

function chosenFiles(): Promise<{ getFile: () => Promise<File> }[]> {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  return new Promise((choose, refuse) => {
    field.addEventListener('change', () =>
      choose([...(field.files ?? [])].map((file) => ({ getFile: () => Promise.resolve(file) }))),
    );
    field.addEventListener('cancel', () => refuse(new DOMException('', 'AbortError')));
    field.click();
  });
}

/** A folder that is none: whatever is written into it is downloaded, each file by itself. */
class Downloads {
  constructor(readonly name: string) {}

  /** There is never anything in it already. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async *values(): AsyncGenerator<{ name: string }> {
    yield* [];
  }

  getDirectoryHandle(): Promise<Downloads> {
    return Promise.resolve(this);
  }

  getFileHandle(name: string): Promise<{ createWritable: () => Promise<Download> }> {
    return Promise.resolve({ createWritable: () => Promise.resolve(new Download(name)) });
  }
}

class Download {
  private readonly parts: BlobPart[] = [];

  constructor(private readonly name: string) {}

  write(part: Uint8Array<ArrayBuffer>): Promise<void> {
    this.parts.push(part.slice());
    return Promise.resolve();
  }

  close(): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(this.parts));
    link.download = this.name;
    link.click();
    // The browser has taken it by then.
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
    return Promise.resolve();
  }
}

const KEPT_MS = 60_000;
