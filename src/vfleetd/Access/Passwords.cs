using System.Security.Cryptography;
using System.Text;
using Vfleet.Domain.Problems;
using Vfleet.Server.Answering;

namespace Vfleet.Server.Access;

/// <summary>
/// Hashes of passwords: PBKDF2 with HMAC-SHA512, written as <c>pbkdf2-sha512$ROUNDS$SALT$HASH</c> (base64), so that the cost can grow. Only as many are
/// worked out at once as there are CPUs: a flood of log-ins does not take the engine with it.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>Rounds of new hashes (OWASP's figure for PBKDF2-HMAC-SHA512, 2023).</summary>
    public const int Rounds = 210_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 64;
    private const int Shortest = 12;
    /// <summary>Characters of a password at most.</summary>
    public const int Longest = 256;

    private const int MostWaiting = 64;

    private readonly SemaphoreSlim _working = new(Environment.ProcessorCount);
    private readonly string _nobody = Hash("of nobody at all");
    private int _waiting;

    /// <summary>What is wrong with a new password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="user">Whose it is.</param>
    /// <returns>The problem; null when there is none.</returns>
    public static Problem? Check(string password, string user)
    {
        if (password.Length is < Shortest or > Longest)
        {
            return new Problem(
                ServerCode.Password, $"the password has {password.Length} characters", $"give one of {Shortest} to {Longest} characters", "password");
        }

        return password.Equals(user, StringComparison.OrdinalIgnoreCase) || password.Distinct().Count() < 4
            ? new Problem(ServerCode.Password, "the password is easily guessed", "give one that is not the user's name and has more than three different characters", "password")
            : null;
    }

    /// <summary>Makes a password.</summary>
    /// <returns>24 letters and digits: 142 bits.</returns>
    public static string Random() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 24);

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password.</param>
    /// <returns>The hash with all that is needed to check it.</returns>
    public static string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"{Scheme}${Rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Rounds))}";
    }

    /// <summary>Checks a password. An unknown user takes as long as a known one.</summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">The user's hash; null when there is no such user.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it is right, and whether it should be hashed anew; null when too many are waiting.</returns>
    public async Task<(bool IsRight, bool IsOld)?> CheckAsync(string password, string? hash, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _working.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Compare(password, hash ?? _nobody, hash is not null), CancellationToken.None);
            }
            finally
            {
                _working.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _working.Dispose();

    private static (bool, bool) Compare(string password, string hash, bool isKnown)
    {
        if (hash.Split('$') is not [Scheme, var count, var salt, var expected] || !int.TryParse(count, out var rounds))
        {
            return (false, false);
        }

        var isRight = CryptographicOperations.FixedTimeEquals(Derive(password, Convert.FromBase64String(salt), rounds), Convert.FromBase64String(expected));
        return (isRight && isKnown, rounds != Rounds);
    }

    private static byte[] Derive(string password, byte[] salt, int rounds) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, rounds, HashAlgorithmName.SHA512, HashBytes);
}
