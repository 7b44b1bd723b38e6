import { beforeEach, expect, test } from 'vitest';

import { hurried, readCast, type Cast } from './cast';
import { Player, type Playing } from './player';

const TEXT = [
  '{"version": 2, "width": 100, "height": 30, "title": "training"}',
  '[0.5, "o", "one "]',
  '[1.0, "i", "secret"]',
  '[1.5, "r", "120x40"]',
  '[2.0, "o", "two "]',
  '[62.0, "o", "three"]',
  '[63.0, "o", "cut o',
].join('\n');

class Stage {
  text = '';
  sizes: string[] = [];
  write = (data: string) => (this.text += data);
  resize = (columns: number, rows: number) => this.sizes.push(`${columns}x${rows}`);
  reset = () => (this.text = '');
}

let stage: Stage;
let draw: ((now: number) => void) | null;
let states: Playing[];

function player(cast: Cast): Player {
  return new Player(
    cast,
    stage,
    (callback) => {
      draw = callback;
      return () => (draw = null);
    },
    (state) => states.push(state),
  );
}

/** Lets so many milliseconds pass, in frames of a hundred. */
function pass(from: number, to: number): void {
  for (let now = from; now <= to; now += 100) draw?.(now);
}

function cast(): Cast {
  const read = readCast(TEXT);
  if (read === null) throw new Error('no cast');
  return read;
}

beforeEach(() => {
  stage = new Stage();
  draw = null;
  states = [];
});

test('a recording is read, without what was typed and without a line that was cut off', () => {
  expect(cast()).toMatchObject({ columns: 100, rows: 30, title: 'training', seconds: 62 });
  expect(cast().events.map((event) => event.data)).toEqual(['one ', '120x40', 'two ', 'three']);
});

test.each(['', 'hello', '{"version": 1}', '[1, "o", "x"]'])('%j is no recording', (text) => {
  expect(readCast(text)).toBeNull();
});

test('it shows what was put out, when it was, in the size of then', () => {
  const playing = player(cast());
  playing.play();
  pass(0, 1_000);
  expect(stage.text).toBe('one ');
  pass(1_100, 2_100);
  expect(stage.text).toBe('one two ');
  expect(stage.sizes).toEqual(['100x30', '120x40']);
});

test('pauses may be cut short', () => {
  expect(hurried(cast(), 2).events.map((event) => event.at)).toEqual([0.5, 1.5, 2, 4]);
  const playing = player(hurried(cast(), 2));
  playing.play();
  pass(0, 4_200);
  expect(stage.text).toBe('one two three');
  expect(states.at(-1)).toEqual({ at: 4, playing: false, speed: 1 });
});

test('speed counts', () => {
  const playing = player(cast());
  playing.faster(4);
  playing.play();
  pass(0, 600);
  expect(stage.text).toBe('one two ');
});

test('one can go to any moment, back as well', () => {
  const playing = player(cast());
  playing.seek(62);
  expect(stage.text).toBe('one two three');
  playing.seek(1);
  expect(stage.text).toBe('one ');
  playing.seek(-5);
  expect(stage.text).toBe('');
  expect(states.at(-1)?.at).toBe(0);
});

test('after the end it plays from the beginning', () => {
  const playing = player(cast());
  playing.seek(62);
  playing.play();
  expect(stage.text).toBe('');
  expect(states.at(-1)).toMatchObject({ at: 0, playing: true });
});

test('a pause holds it, and playing goes on from there', () => {
  const playing = player(cast());
  playing.play();
  pass(0, 600);
  playing.pause();
  pass(700, 60_000);
  expect(stage.text).toBe('one ');
  playing.play();
  pass(100_000, 101_600);
  expect(stage.text).toBe('one two ');
});

test('with other pauses it goes on with the same event', () => {
  const playing = player(cast());
  playing.seek(3);
  playing.swap(hurried(cast(), 1));
  expect(states.at(-1)?.at).toBe(2);
  expect(stage.text).toBe('one two ');
});
