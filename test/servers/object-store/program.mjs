/**
 * A gateway that speaks S3 over the folders and files of this machine.
 *
 * @type {import('../../../stack/go/programs.mjs').Program}
 */
export const objectStore = {
  name: 'versitygw',
  folder: import.meta.dirname,
  main: 'github.com/versity/versitygw/cmd/versitygw',
  generated: undefined,
}
