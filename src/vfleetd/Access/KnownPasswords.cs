using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Vfleet.Engine.Access;

namespace Vfleet.Server.Access;

/// <summary>
/// Remembers for a short while which passwords were right, so that a client that sends one with every request (Basic) costs one slow hash in some minutes. What is
/// remembered is a keyed hash, with a key that only this process has; it holds no longer than the user's password stays what it was.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class KnownPasswords(TimeProvider time)
{
    private const int Most = 1000;
    private static readonly TimeSpan s_lasts = TimeSpan.FromMinutes(5);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Right> _right = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<LogInCheck>>> _checking = new(StringComparer.Ordinal);

    /// <summary>Checks a password, or remembers that it is right. What is asked at once is checked once.</summary>
    /// <param name="user">The user; null when there is none.</param>
    /// <param name="password">The password.</param>
    /// <param name="check">Checks it.</param>
    /// <returns>What came of it.</returns>
    public async Task<LogInCheck> CheckAsync(User? user, string password, Func<Task<LogInCheck>> check)
    {
        if (user is null)
        {
            return await check();
        }

        var key = KeyOf(user, password);
        var now = time.GetUtcNow();
        if (_right.TryGetValue(key, out var right) && right.Until > now && right.PasswordHash == user.PasswordHash && !user.IsDisabled)
        {
            return new LogInCheck.Right(user);
        }

        try
        {
            var result = await _checking.GetOrAdd(key, _ => new Lazy<Task<LogInCheck>>(check)).Value;
            if (result is LogInCheck.Right)
            {
                Remember(key, new Right(user.PasswordHash, now + s_lasts), now);
            }

            return result;
        }
        finally
        {
            _checking.TryRemove(key, out _);
        }
    }

    private void Remember(string key, Right right, DateTimeOffset now)
    {
        if (_right.Count >= Most)
        {
            foreach (var (old, _) in _right.Where(pair => pair.Value.Until <= now).ToList())
            {
                _right.TryRemove(old, out _);
            }
        }

        if (_right.Count < Most)
        {
            _right[key] = right;
        }
    }

    private string KeyOf(User user, string password) =>
        Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user.Id:D}:{(password.Length > Passwords.Longest ? "" : password)}")));

    private readonly record struct Right(string PasswordHash, DateTimeOffset Until);
}
