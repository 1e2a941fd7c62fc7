# The process of the script: reads its text from stdin, of which nothing is left for the script itself.
$utf8 = New-Object System.Text.UTF8Encoding $false
[Console]::OutputEncoding = $utf8
$text = $utf8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()))
$global:LASTEXITCODE = 0
try { & ([ScriptBlock]::Create($text)) }
catch { [Console]::Error.Write(($_ | Out-String)); exit 1 }
exit $LASTEXITCODE
