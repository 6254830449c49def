namespace Vfleet.Cli.Help;

/// <summary>What the help of a command says besides what its options say themselves.</summary>
/// <param name="Description">Paragraphs.</param>
/// <param name="Examples">Real command lines.</param>
internal sealed record ManPage(string[] Description, params Example[] Examples);

/// <summary>An example of the help.</summary>
/// <param name="Does">What it does.</param>
/// <param name="CommandLine">The command line.</param>
internal sealed record Example(string Does, string CommandLine);
