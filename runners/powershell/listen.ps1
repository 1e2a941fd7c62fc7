# The only part that stands on a command line: reads the program as one line of base64 and runs it with the same input.
$utf8 = New-Object System.Text.UTF8Encoding $false
$lines = New-Object System.IO.StreamReader([Console]::OpenStandardInput(), $utf8)
$program = $utf8.GetString([Convert]::FromBase64String($lines.ReadLine()))
. ([ScriptBlock]::Create($program))
