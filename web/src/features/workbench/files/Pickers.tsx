import { useImperativeHandle, useRef, type Ref } from 'react';

export interface Picking {
  files: () => void;
  folder: () => void;
}

interface PickersProps {
  ref: Ref<Picking>;
  onPicked: (files: File[]) => void;
}

/** The browser's own dialogs for choosing files and a folder of this computer. */
export function Pickers({ ref, onPicked }: PickersProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => ({
    files: () => files.current?.click(),
    folder: () => folder.current?.click(),
  }));

  function taken(field: HTMLInputElement) {
    const list = [...(field.files ?? [])];
    // The same file may be chosen again.
    field.value = '';
    if (list.length > 0) onPicked(list);
  }

  return (
    <>
      <input ref={files} type="file" multiple hidden onChange={({ target }) => taken(target)} />
      <input
        ref={(field) => {
          folder.current = field;
          field?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        onChange={({ target }) => taken(target)}
      />
    </>
  );
}
