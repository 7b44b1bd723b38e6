import {
  CodeOutlined,
  FileImageOutlined,
  FileOutlined,
  FileTextOutlined,
  FileZipOutlined,
  FolderFilled,
  LinkOutlined,
} from '@ant-design/icons';

import type { EntryOut } from '../api';
import { isImage, isText } from './kinds';
import { extensionOf } from './paths';
import { isFolder } from './sorting';
import styles from './Files.module.css';

const ARCHIVES = new Set(['zip', 'gz', 'tgz', 'tar', 'bz2', 'xz', '7z', 'zst', 'rar', 'whl', 'deb']);
const SCRIPTS = new Set([
  'py',
  'sh',
  'js',
  'ts',
  'tsx',
  'c',
  'cc',
  'cpp',
  'h',
  'go',
  'rs',
  'java',
  'ipynb',
  'cu',
]);

/** What kind of thing a row is, at a glance. */
export function EntryIcon({ entry }: { entry: EntryOut }) {
  if (isFolder(entry)) return <FolderFilled aria-hidden="true" className={styles.folderIcon} />;
  if (entry.kind === 'link') return <LinkOutlined aria-hidden="true" className={styles.fileIcon} />;
  const extension = extensionOf(entry.name);
  const Icon = ARCHIVES.has(extension)
    ? FileZipOutlined
    : isImage(entry.name)
      ? FileImageOutlined
      : SCRIPTS.has(extension)
        ? CodeOutlined
        : isText(entry.name)
          ? FileTextOutlined
          : FileOutlined;
  return <Icon aria-hidden="true" className={styles.fileIcon} />;
}
