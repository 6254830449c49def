using Npgsql;

namespace Vfleet.Storage.Tests;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("/var/lib/vfleet/fleet.db", "/var/lib/vfleet/fleet.db")]
    [InlineData("sqlite:fleet.db", "fleet.db")]
    [InlineData(" Data Source=fleet.db ", "fleet.db")]
    public void A_path_is_a_file(string connection, string path) =>
        StoreAddress.Parse(connection).ShouldBeOfType<StoreAddress.File>().Path.ShouldBe(path);

    [Theory]
    [InlineData("postgresql://me:p%40ss@db.example:6543/fleet?sslmode=require", "db.example", 6543, "fleet", "me", "p@ss")]
    [InlineData("postgres://me@[::1]/fleet", "::1", 5432, "fleet", "me", null)]
    [InlineData("Host=db.example;Database=fleet;Username=me;Password=secret", "db.example", 5432, "fleet", "me", "secret")]
    public void A_server_is_read_from_either_form(string connection, string host, int port, string database, string user, string? password)
    {
        var read = StoreAddress.Parse(connection).ShouldBeOfType<StoreAddress.Server>().Connection;

        (read.Host, read.Port, read.Database, read.Username, read.Password).ShouldBe((host, port, database, user, password));
        read.SslMode.ShouldBe(connection.Contains("sslmode", StringComparison.Ordinal) ? SslMode.Require : SslMode.Prefer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/var/lib/vfleet/")]
    [InlineData("mysql://me:geheim@db/fleet")]
    [InlineData("Host=db;Geheim=geheim")]
    [InlineData("Host=db;Port=geheim")]
    [InlineData("postgresql://me:geheim@db:geheim/fleet")]
    [InlineData("postgresql://me:geheim@db/fleet?nothing=geheim")]
    [InlineData("Database=fleet;Password=geheim")]
    public void Anything_else_is_refused_with_the_forms_there_are_and_nothing_of_what_was_given(string connection)
    {
        var fault = Should.Throw<StoreException>(() => StoreAddress.Parse(connection));

        fault.Message.ShouldContain("postgresql://USER:PASSWORD@HOST");
        fault.Message.ShouldContain("sqlite:PATH");
        fault.ToString().ShouldNotContain("geheim", Case.Sensitive);
    }
}
