-- Waits until the open post has COUNT diagnostics, writes them to NOTED, saves the post.
local function all() return #vim.diagnostic.get(0) >= tonumber(os.getenv('COUNT')) end

vim.wait(20000, all, 10)
local noted = {}
for _, found in ipairs(vim.diagnostic.get(0)) do
  -- Neovim has bytes; the tests have characters
  local function column(line, byte)
    local text = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1]
    local characters = vim.str_utfindex(text, byte)
    return characters
  end
  table.insert(noted, {
    found.code or found.user_data.lsp.code,
    found.lnum, column(found.lnum, found.col),
    found.end_lnum, column(found.end_lnum, found.end_col),
  })
end
local file = io.open(os.getenv('NOTED'), 'w')
file:write(vim.fn.json_encode(noted))
file:close()
vim.cmd('write | qall!')
