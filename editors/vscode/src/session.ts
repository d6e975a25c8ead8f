// What editor and server agree on. Knows no editor, so that the tests start the server
// as the extension does.

/** The command line after the program. */
export const ARGUMENTS: readonly string[] = ['lsp'];

/** The files of which the server is told: posts, and the config. */
export const DOCUMENTS = [
  { scheme: 'file', language: 'markdown' },
  { scheme: 'file', language: 'mdx' },
  { scheme: 'file', language: 'html' },
  { scheme: 'file', pattern: '**/copydesk.yml' },
];

/** The action that makes all safe fixes of a post. */
export const FIX_ALL = 'source.fixAll.copydesk';

/** Where it says how to install the program. */
export const INSTALL_PAGE = 'https://github.com/copydesk-lint/copydesk#readme';
