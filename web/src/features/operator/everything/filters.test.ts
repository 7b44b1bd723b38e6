import { describe, expect, it } from 'vitest';

import { instanceQuery, isFiltered, operationQuery } from './filters';

describe('the filters', () => {
  it('know the states of instances and of operations apart', () => {
    expect(instanceQuery({ state: 'stopped' }).state).toBe('stopped');
    expect(instanceQuery({ state: 'undoing' }).state).toBeUndefined();
    expect(operationQuery({ state: 'undoing' }).state).toBe('undoing');
    expect(operationQuery({ state: 'stopped' }).state).toBeUndefined();
  });

  it('understand links that ask for failed operations', () => {
    expect(operationQuery({ failed: true, state: 'running' }).state).toBe('failed');
  });

  it('name users and hosts by id, as the API does', () => {
    expect(instanceQuery({ user: 'u-1', host: 'host-1', query: 'train' })).toEqual({
      state: undefined,
      user_id: 'u-1',
      host_id: 'host-1',
      query: 'train',
    });
    expect(operationQuery({})).toEqual({
      state: undefined,
      user_id: undefined,
      host_id: undefined,
      query: '',
    });
  });

  it('are not made by a tab or open details', () => {
    expect(isFiltered({ tab: 'operations', instance: 'i-1' })).toBe(false);
    expect(isFiltered({ query: 'x' })).toBe(true);
  });
});
