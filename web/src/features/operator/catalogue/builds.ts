/** What the catalogue says of images and of their builds. */
import i18next from 'i18next';

import type { AdminImageView, BuildView, RegionView } from '../../../api';
import { wordsOf } from '../../../ui/words';

export function isUnderWay(build: Pick<BuildView, 'state'>): boolean {
  return build.state === 'queued' || build.state === 'running';
}

/** Steps that carry a name of their own after the word. */
const NAMED = /^(script|packages): ?(.*)$|^(script) (.*)$/;

/** What a build is doing, in words; the parent's steps are told as the parent's. */
export function stepWords(step: string): string {
  const parent = /^([a-z0-9_-]+): (.+)$/.exec(step);
  if (parent !== null && parent[1] !== 'packages' && parent[1] !== 'script') {
    return i18next.t('catalogue.parent_step', { parent: parent[1], step: stepWords(parent[2] ?? '') });
  }
  const named = NAMED.exec(step);
  const word = named?.[1] ?? named?.[3];
  const rest = named?.[2] ?? named?.[4] ?? '';
  if (word !== undefined) return wordsOf(`catalogue.steps.${word}_named`, step, { name: rest });
  return wordsOf(`catalogue.steps.${step.replaceAll(' ', '_')}`, step);
}

/** How far a build is, for people: it waits, it tries again, or it does something. */
export function buildWords({
  state,
  step,
  attempts,
}: Pick<BuildView, 'state' | 'step' | 'attempts'>): string {
  if (state === 'queued')
    return i18next.t(attempts > 0 ? 'catalogue.waits_again' : 'catalogue.waits', { tries: attempts + 1 });
  const words = step === '' ? i18next.t('catalogue.begins') : stepWords(step);
  return attempts > 1 ? i18next.t('catalogue.tried_again', { words, tries: attempts }) : words;
}

/** The newest build of an image, if that failed: builds come newest first. */
export function lastFailure(image: Pick<AdminImageView, 'name'>, builds: BuildView[]): BuildView | null {
  const newest = builds.find((build) => build.name === image.name);
  return newest?.state === 'failed' ? newest : null;
}

/** What an image may be asked for, beside a build. */
export function mayPublish(image: Pick<AdminImageView, 'state' | 'published'>): boolean {
  return image.published || image.state === 'ready';
}

/** Those that answer first, and among them those that do not have the image yet: that is what one builds for. */
export function regionsFor<T extends Pick<RegionView, 'name' | 'reachable'>>(
  image: Pick<AdminImageView, 'regions'>,
  regions: T[],
): T[] {
  const place = (region: T) => (region.reachable ? 0 : 2) + (image.regions.includes(region.name) ? 1 : 0);
  return [...regions].sort(
    (left, right) => place(left) - place(right) || left.name.localeCompare(right.name),
  );
}

export function lastLines(text: string, most: number): string {
  return text.trimEnd().split('\n').slice(-most).join('\n');
}

/** A page keeps so much of a log; the beginning of a longer one is let go, up to a whole line. */
export const KEPT = 400_000;

export function appended(text: string, piece: string, kept = KEPT): string {
  const whole = text + piece;
  if (whole.length <= kept) return whole;
  const tail = whole.slice(-kept);
  return tail.slice(tail.indexOf('\n') + 1);
}

/** An image's title; that it is simulated is told by its mark, in the reader's language. */
export function titleOf({ title, simulated }: Pick<AdminImageView, 'title' | 'simulated'>): string {
  return simulated ? title.replace(/ \(simulated\)$/, '') : title;
}
