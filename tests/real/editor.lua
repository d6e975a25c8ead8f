-- Opens each post of a site in Neovim with copydesk as its language server, notes the
-- diagnostics as Neovim has them (places in bytes), makes all safe fixes and writes the
-- post. Input and output are JSON files named by COPYDESK_TASK.

local task_file = os.getenv('COPYDESK_TASK')
local read = io.open(task_file .. '.json')
local task = vim.fn.json_decode(read:read('*a'))
read:close()

local client = vim.lsp.start_client({ cmd = { task.program, 'lsp' }, root_dir = task.folder })
local result = {}

for _, post in ipairs(task.posts) do
  vim.cmd('edit ' .. vim.fn.fnameescape(task.folder .. '/' .. post.path))
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(buffer, client)
  vim.wait(20000, function() return vim.lsp.get_client_by_id(client).initialized end, 10)
  local all_there = function() return #vim.diagnostic.get(buffer) == post.count end
  -- what is found beside other posts comes a moment later; what is not found, never
  vim.wait(20000, all_there, 10)
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    local code = d.user_data.lsp.code
    table.insert(found, { code, d.lnum, d.col, d.end_lnum, d.end_col })
  end

  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = 0, character = 0 }, ['end'] = { line = 99999, character = 0 } },
    context = { diagnostics = {}, only = { 'source.fixAll.copydesk' } },
  }
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 20000)
  for _, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      if not action.edit then
        local resolved = vim.lsp.buf_request_sync(buffer, 'codeAction/resolve', action, 20000)
        for _, whole in pairs(resolved) do action = whole.result end
      end
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
  vim.cmd('silent noautocmd write')
  table.insert(result, { path = post.path, found = found })
end

local write = io.open(task_file .. '.out.json', 'w')
write:write(vim.fn.json_encode(result))
write:close()
vim.lsp.stop_client(client)
vim.cmd('qall!')
