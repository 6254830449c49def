using System.IO.Pipes;
using System.Runtime.CompilerServices;
using Vfleet.Cli.Interop;
using Vfleet.Cli.Output;

namespace Vfleet.Cli.Tests.Output;

public sealed class DescriptorStreamTests
{
    [Fact]
    public void A_reader_that_is_gone_is_noticed()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        pipe.DisposeLocalCopyOfClientHandle();
        using var stream = new DescriptorStream((int)pipe.SafePipeHandle.DangerousGetHandle());

        Should.Throw<OutputException>(() => stream.Write("x"u8)).IsBrokenPipe.ShouldBeTrue();
    }

    [Fact]
    public async Task Everything_arrives_also_through_a_small_pipe()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        using var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        using var stream = new DescriptorStream((int)pipe.SafePipeHandle.DangerousGetHandle());
        var bytes = new byte[1_000_000];
        Random.Shared.NextBytes(bytes);
        var received = Task.Run(() =>
        {
            using var copy = new MemoryStream();
            reader.CopyTo(copy);
            return copy.ToArray();
        });

        stream.Write(bytes);
        await pipe.DisposeAsync();

        (await received).ShouldBe(bytes);
    }

    [Fact]
    public void A_pipe_is_no_terminal_and_has_no_width()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.None);
        var descriptor = (int)pipe.SafePipeHandle.DangerousGetHandle();

        StandardHandles.IsTerminal(descriptor).ShouldBeFalse();
        StandardHandles.Width(descriptor).ShouldBeNull();
    }

    [Fact]
    public void The_kernels_structures_have_its_sizes()
    {
        Unsafe.SizeOf<StandardHandles.WindowSize>().ShouldBe(8);
        Unsafe.SizeOf<StandardHandles.PollDescriptor>().ShouldBe(8);
    }
}
