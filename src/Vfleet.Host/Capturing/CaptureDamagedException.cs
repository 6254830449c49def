namespace Vfleet.Host.Capturing;

/// <summary>A file is no capture, or not a whole one.</summary>
/// <param name="reason">Why.</param>
/// <param name="cause">What a reader said; null when we found it ourselves.</param>
internal sealed class CaptureDamagedException(string reason, Exception? cause = null) : Exception(reason, cause);
