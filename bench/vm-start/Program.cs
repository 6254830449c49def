using Vfleet.Bench.VmStart;
using Vfleet.Lab;
using Vfleet.Lab.Fleet;

// One emulated host with 7 VFs, an engine on this machine: VM starts against 'virsh create', plugs of VFs against 'virsh attach-device'.
// ROOT [starts|plugs]: where the project lies, and which half to measure; both without a word.
var root = args[0];
var folder = Directory.CreateTempSubdirectory("vfleet-bench").FullName;
try
{
    await using var lab = await RunningLab.StartAsync(new LabOptions("vmstart") { EndsWithProcess = true });
    await using var engine = await LabEngine.StartAsync($"{root}/src/vfleetd/bin/Release/net10.0/vfleetd", $"{root}/artifacts/vfleet/vfleet", folder);
    await lab.WaitForSshAsync();
    using var fleet = await BenchFleet.JoinAsync(lab.Host, engine, root);
    var areMet = true;
    if (args is [_] or [_, "starts"])
    {
        areMet &= await Starts.MeasureAsync(fleet);
    }

    if (args is [_] or [_, "plugs"])
    {
        areMet &= await Plugs.MeasureAsync(fleet);
    }

    return areMet ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
