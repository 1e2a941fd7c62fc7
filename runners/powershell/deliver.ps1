# Runs one script in a process of its own: its text goes to that process's stdin, its variables into its environment.
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = $utf8
$edition = if ($PSVersionTable.PSEdition -eq 'Core') { 'c' } else { 'w' }
function Read-Clock { [string](([DateTime]::UtcNow.Ticks - 621355968000000000) * 100) + $edition }
function Read-Data([string] $coded) { $utf8.GetString([Convert]::FromBase64String($coded)) }
$token, $child = $lines.ReadLine().Split(' ')
[Console]::Error.Write("$token ready $PID;`n")
$length, $body = ([string] $lines.ReadLine()).Split(':')
# Half of a body does nothing.
if ([string] $body.Length -ne $length) { exit 250 }
$script, $variables = $body.Split(' ')
$start = New-Object System.Diagnostics.ProcessStartInfo
$start.FileName = (Get-Process -Id $PID).Path
$coded = [Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes((Read-Data $child)))
$start.Arguments = "-NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand $coded"
$start.UseShellExecute = $false
$start.RedirectStandardInput = $true
foreach ($pair in $variables) {
    $name, $value = $pair.Split(',')
    $start.EnvironmentVariables[(Read-Data $name)] = (Read-Data $value)
}
[Console]::Error.Write("$token start $(Read-Clock);`n")
$process = [System.Diagnostics.Process]::Start($start)
$process.StandardInput.WriteLine($script)
$process.StandardInput.Close()
$process.WaitForExit()
$status = $process.ExitCode
[Console]::Error.Write("$token end $(Read-Clock);`n")
[Console]::Out.Write("$token end;`n")
exit $status
