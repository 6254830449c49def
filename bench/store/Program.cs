using System.Globalization;
using Vfleet.Bench;
using Vfleet.Bench.Store;
using Vfleet.Storage;
using Vfleet.TestKit.Postgres;

// A fleet of 10,000 hosts and 100,000 VMs is written, read whole, and placed upon further.
const int Hosts = 10_000;
const int Vms = 100_000;
const int Engines = 3;
var measured = TimeSpan.FromSeconds(4);
var folder = Directory.CreateTempSubdirectory("vfleet-store-bench-");
try
{
    Sync();
    if (args is not ["postgres"])
    {
        Raw();
        await using var store = await FleetStores.OpenAsync(Path.Join(folder.FullName, "fleet.db"), TimeProvider.System, CancellationToken.None);
        await MeasureAsync("SQLite", store);
    }

    if (args is not ["sqlite"])
    {
        await using var server = new PostgresServer();
        await server.MakeAsync();
        var connection = (await server.MakeDatabaseAsync()).ConnectionString;
        await using var store = await FleetStores.OpenAsync(connection, TimeProvider.System, CancellationToken.None);
        await MeasureAsync("PostgreSQL", store);
        await EnginesAsync(connection);
    }
}
finally
{
    folder.Delete(recursive: true);
}

void Sync()
{
    var times = new Times("4 KiB written and synchronised");
    using var file = new FileStream(Path.Join(folder.FullName, "sync"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    var block = new byte[4096];
    for (var round = 0; round < 500; round++)
    {
        var began = TimeProvider.System.GetTimestamp();
        file.Write(block);
        file.Flush(flushToDisk: true);
        times.Add(TimeProvider.System.GetElapsedTime(began));
    }

    times.Print(times);
}

void Raw()
{
    using var raw = new RawWrites(Path.Join(folder.FullName, "raw.db"));
    var placements = new Placements(1, Hosts);
    for (var made = 0; made < Vms; made += 500)
    {
        raw.Write(placements.Next(500));
    }

    foreach (var size in new[] { 1, 8, 32 })
    {
        var rate = Rate($"bare inserts into SQLite, batches of {size}", size);
        while (rate.Time.Elapsed < measured)
        {
            var batch = placements.Next(size);
            rate.Measure(() => raw.Write(batch));
        }

        rate.Print();
    }
}

async Task MeasureAsync(string what, IFleetStore store)
{
    var began = TimeProvider.System.GetTimestamp();
    foreach (var batch in Placements.Hosts(Hosts))
    {
        await store.CommitAsync(batch, CancellationToken.None);
    }

    var placements = new Placements(1, Hosts);
    for (var made = 0; made < Vms; made += 500)
    {
        await store.CommitAsync(placements.Next(500), CancellationToken.None);
    }

    Print($"{what}: writing {Hosts} hosts and {Vms} VMs in batches of 500 took {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
    var reading = new Times($"{what}: reading the whole fleet");
    for (var round = 0; round < 5; round++)
    {
        began = TimeProvider.System.GetTimestamp();
        var (documents, bytes) = (0, 0L);
        await store.ReadChangesAsync(0, batch => (documents, bytes) = (documents + batch.Documents.Count, bytes + batch.Documents.Sum(one => one.Body!.Value.Length)), CancellationToken.None);
        if (documents != Hosts + Vms)
        {
            throw new InvalidOperationException($"{documents} documents were read");
        }

        reading.Add(TimeProvider.System.GetElapsedTime(began));
    }

    reading.Print(reading);
    foreach (var size in new[] { 1, 8, 32 })
    {
        var rate = Rate($"{what}: batches of {size}", size);
        while (rate.Time.Elapsed < measured)
        {
            var batch = placements.Next(size);
            await rate.MeasureAsync(() => store.CommitAsync(batch, CancellationToken.None));
        }

        rate.Print();
    }
}

async Task EnginesAsync(string connection)
{
    const int Size = 10;
    var rates = await Task.WhenAll(Enumerable.Range(0, Engines).Select(engine => Task.Run(async () =>
    {
        await using var store = await FleetStores.OpenAsync(connection, TimeProvider.System, CancellationToken.None);
        var placements = new Placements(2 + engine, Hosts);
        var rate = Rate($"PostgreSQL: engine {engine + 1} of {Engines} at once, batches of {Size}", Size);
        while (rate.Time.Elapsed < measured)
        {
            var batch = placements.Next(Size);
            await rate.MeasureAsync(() => store.CommitAsync(batch, CancellationToken.None));
        }

        return rate;
    })));
    foreach (var rate in rates)
    {
        rate.Print();
    }

    Print($"PostgreSQL: {Engines} engines together {rates.Sum(rate => rate.PerSecond):F0} placements/s (goal: at least 2,000)");
}

static CommitRate Rate(string what, int size) => new(what, size);

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
