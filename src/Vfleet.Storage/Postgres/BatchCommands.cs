using Npgsql;

namespace Vfleet.Storage.Postgres;

/// <summary>Adds statements with typed values, so that each is parsed by the server once.</summary>
internal static class BatchCommands
{
    public static void Add(this NpgsqlBatch batch, string sql) => batch.BatchCommands.Add(new(sql));

    public static void Add<T1>(this NpgsqlBatch batch, string sql, T1 first) => Add(batch, sql, Value(first));

    public static void Add<T1, T2>(this NpgsqlBatch batch, string sql, T1 first, T2 second) => Add(batch, sql, Value(first), Value(second));

    public static void Add<T1, T2, T3>(this NpgsqlBatch batch, string sql, T1 first, T2 second, T3 third) =>
        Add(batch, sql, Value(first), Value(second), Value(third));

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value);
        }

        batch.BatchCommands.Add(command);
    }

    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
