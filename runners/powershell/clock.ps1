# .NET Framework's clock stands still for up to 16 ms, that of .NET does not; a reading says which it was.
$edition = if ($PSVersionTable.PSEdition -eq 'Core') { 'c' } else { 'w' }
function Read-Clock { [string](([DateTime]::UtcNow.Ticks - 621355968000000000) * 100) + $edition }
[Console]::Out.Write("0 $(Read-Clock)`n")
while ($null -ne ($line = [Console]::In.ReadLine())) {
    [Console]::Out.Write("$($line.Trim()) $(Read-Clock)`n")
    [Console]::Out.Flush()
}
