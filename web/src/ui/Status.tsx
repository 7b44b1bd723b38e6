import styles from './Status.module.css';

export type Tone = 'running' | 'busy' | 'stopped' | 'attention' | 'failed' | 'unknown';

/** A state as a dot and a word; never by colour alone. */
export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles.status}>
      <span className={`${styles.dot} ${styles[tone]}`} aria-hidden="true">
        {tone === 'unknown' ? '?' : ''}
      </span>
      <span>{children}</span>
    </span>
  );
}

/** A small word on a coloured ground: a fact about a thing that is not its state. */
export function Tag({
  tone = 'plain',
  title,
  children,
}: {
  tone?: 'plain' | 'simulated' | 'attention' | 'failed' | 'accent';
  title?: string;
  children: string;
}) {
  return (
    <span className={`${styles.tag} ${styles[`tag_${tone}`]}`} title={title}>
      {children}
    </span>
  );
}
