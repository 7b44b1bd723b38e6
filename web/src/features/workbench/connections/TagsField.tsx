import { Select, type SelectProps } from 'antd';
import { useState } from 'react';

type TagsFieldProps = Pick<SelectProps<string[]>, 'id' | 'value' | 'onChange' | 'placeholder'> & {
  tags: string[];
  /** Only those that are there already. */
  known?: boolean;
};

/** Labels, chosen or typed. Its list folds with each choice: the Tab key would take back what stands out in it. */
export function TagsField({ tags, known = false, ...field }: TagsFieldProps) {
  const [open, setOpen] = useState(false);
  return (
    <Select<string[]>
      {...field}
      mode={known ? 'multiple' : 'tags'}
      maxCount={20}
      tokenSeparators={[',', '，', ' ']}
      open={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      options={tags.map((tag) => ({ value: tag, label: tag }))}
    />
  );
}
