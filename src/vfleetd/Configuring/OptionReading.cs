using System.Collections.Immutable;
using System.Text.Json;
using Vfleet.Domain.Problems;

namespace Vfleet.Server.Configuring;

/// <summary>Reads the configuration: the command line counts before the environment, that before the file. Everything that is wrong is told at once.</summary>
internal static class OptionReading
{
    private static readonly JsonDocumentOptions Commented = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads it.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <param name="given">What the command line says, by name of the key.</param>
    /// <param name="variable">The environment.</param>
    /// <param name="problems">What is wrong.</param>
    /// <returns>The options; of use only when nothing is wrong.</returns>
    public static ServerOptions Read(
        string? file, IReadOnlyDictionary<string, ImmutableArray<string>> given, Func<string, string?> variable, out ImmutableArray<Problem> problems)
    {
        var wrong = ImmutableArray.CreateBuilder<Problem>();
        var options = new ServerOptions();
        var inFile = file is null ? [] : ReadFile(file, wrong);
        foreach (var key in OptionKeys.All)
        {
            var (values, where) = given.TryGetValue(key.Name, out var typed) ? (typed, key.Option)
                : variable(key.Variable) is { Length: > 0 } set ? ((ImmutableArray<string>)[.. key.IsMany ? set.Split(',', StringSplitOptions.TrimEntries) : [set]], key.Variable)
                : inFile.TryGetValue(key.Name, out var kept) ? (kept, file!)
                : ([], "");
            if (values.IsEmpty)
            {
                continue;
            }

            if ((values.Length == 1 || key.IsMany) && key.Set(options, values) is { } after)
            {
                options = after;
            }
            else
            {
                wrong.Add(key.Wrong(where));
            }
        }

        if ((options.Certificate is null) != (options.Key is null))
        {
            wrong.Add(new Problem(ProblemCode.OptionsConflict, "certificate and key belong together", "give both or none", "certificate"));
        }

        problems = wrong.ToImmutable();
        return options;
    }

    private static Dictionary<string, ImmutableArray<string>> ReadFile(string file, ImmutableArray<Problem>.Builder wrong)
    {
        var found = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), Commented);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                wrong.Add(new Problem(ProblemCode.Malformed, $"{file} is no JSON object", "docs/engine.md shows one", file));
                return found;
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (OptionKeys.All.FirstOrDefault(key => key.Name == member.Name) is not { } key)
                {
                    var meant = Misspelling.Nearest(member.Name, OptionKeys.All.Select(key => key.Name));
                    wrong.Add(new Problem(
                        ProblemCode.Malformed, $"{file} has the key '{member.Name}', which is not known", meant is null ? "docs/engine.md lists the keys" : $"did you mean '{meant}'?", member.Name));
                }
                else if (Values(member.Value) is { } values)
                {
                    found[key.Name] = values;
                }
                else
                {
                    wrong.Add(key.Wrong(file));
                }
            }
        }
        catch (JsonException fault)
        {
            wrong.Add(new Problem(ProblemCode.Malformed, $"{file} is no JSON: {fault.Message}", "docs/engine.md shows one", file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            wrong.Add(new Problem(ProblemCode.FileFault, $"{file} cannot be read: {fault.Message}", "check its path and who may read it", file));
        }

        return found;
    }

    private static ImmutableArray<string>? Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        JsonValueKind.Array when value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(one => one.GetString()!)],
        _ => null,
    };
}
