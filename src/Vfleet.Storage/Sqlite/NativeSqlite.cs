using System.Runtime.InteropServices;
using SQLitePCL;

namespace Vfleet.Storage.Sqlite;

/// <summary>Lets the bindings use the system's SQLite, which gets the system's security fixes.</summary>
internal static class NativeSqlite
{
    private const string Library = "libsqlite3.so.0";
    private static readonly Lock Once = new();
    private static bool _loaded;

    /// <summary>Loads it.</summary>
    /// <exception cref="StoreException">It is not installed.</exception>
    public static void Load(string target)
    {
        lock (Once)
        {
            if (_loaded)
            {
                return;
            }

            if (!NativeLibrary.TryLoad(Library, out var handle))
            {
                throw new StoreException("open", target, $"{Library} is not installed", "install it: apt-get install libsqlite3-0");
            }

            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? handle : 0);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _loaded = true;
        }
    }
}
