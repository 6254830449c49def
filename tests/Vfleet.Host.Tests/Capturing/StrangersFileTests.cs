using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Vfleet.Domain.Problems;

namespace Vfleet.Host.Tests.Capturing;

/// <summary>Files that are no captures, or that somebody made to do harm.</summary>
public sealed class StrangersFileTests : IDisposable
{
    private const string Manifest = """{ "version": 1, "made": "2026-01-01T00:00:00Z", "vfleet": "0.1.0", "masksMacs": false, "pfs": 0, "vfs": 0, "entries": ENTRIES, "unread": [] }""";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Paths { get; } = new()
    {
        { "../outside", "outside its folder" },
        { "sys/../../outside", "outside its folder" },
        { "/etc/outside", "outside its folder" },
        { "sys//double", "outside its folder" },
        { "./sys", "outside its folder" },
        { "vfleet/capture.json", "twice" },
    };

    public static TheoryData<string, string> Links { get; } = new()
    {
        { "sys/link", "/etc/passwd" },
        { "sys/link", "../../outside" },
        { "sys/link", "a/../../../outside" },
        { "link", ".." },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_small_whole_capture_is_opened()
    {
        using var tree = Open(Tar(tar =>
        {
            File(tar, "proc/cmdline", "quiet");
            Link(tar, "sys/class/net/eth0", "../../devices/eth0");
        })).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree;

        System.IO.File.ReadAllText(Path.Join(tree.Folder, "proc/cmdline")).ShouldBe("quiet");
        new FileInfo(Path.Join(tree.Folder, "sys/class/net/eth0")).LinkTarget.ShouldBe("../../devices/eth0");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Names_that_leave_the_folder_or_come_twice_are_refused(string path, string why) =>
        Refused(Tar(tar => File(tar, path, "x"))).Message.ShouldContain(why);

    [Theory]
    [MemberData(nameof(Links))]
    public void Links_that_leave_the_folder_are_refused(string path, string target)
    {
        var problem = Refused(Tar(tar => Link(tar, path, target)));

        problem.Message.ShouldContain("leads out of its folder");
        problem.Message.ShouldContain(target);
    }

    [Fact]
    public void Links_that_leave_the_folder_only_together_are_refused() =>
        Refused(Tar(tar =>
        {
            Link(tar, "a/b/up", "../..");
            Link(tar, "a/b/out", "up/../../outside");
        })).Message.ShouldContain("leads out of its folder");

    [Fact]
    public void Nothing_is_written_through_a_link() =>
        Refused(Tar(tar =>
        {
            Link(tar, "a", "b");
            File(tar, "a/file", "x");
        })).Code.ShouldBe(ProblemCode.CaptureDamaged);

    [Fact]
    public void No_link_lies_behind_a_link() =>
        Refused(Tar(tar =>
        {
            Link(tar, "a", "b");
            Link(tar, "a/c", "d");
        })).Message.ShouldContain("behind a link");

    [Theory]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Only_files_folders_and_links_are_unpacked(TarEntryType type) =>
        Refused(Tar(tar =>
        {
            var entry = new GnuTarEntry(type, "sys/odd");
            if (type == TarEntryType.HardLink)
            {
                entry.LinkName = "vfleet/capture.json";
            }

            tar.WriteEntry(entry);
        })).Message.ShouldContain("neither file nor folder nor link");

    [Fact]
    public void A_path_that_is_file_and_folder_is_refused() =>
        Refused(Tar(tar =>
        {
            File(tar, "proc/a", "x");
            File(tar, "proc/a/b", "x");
        })).Message.ShouldContain("both as a file and as a folder");

    [Fact]
    public void A_file_that_unpacks_to_far_too_much_is_refused()
    {
        // A gigabyte of zeros is a megabyte of gzip.
        var problem = Refused(Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, "proc/large") { DataStream = new Zeros(257L << 20) })));

        problem.Message.ShouldContain("proc/large is larger than 256 MiB");
    }

    [Fact]
    public void Another_programs_archive_is_named_as_such()
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, leaveOpen: true))
        {
            File(tar, "sosreport/cmdline", "x");
        }

        Refused(content.ToArray()).Message.ShouldContain("another program made it");
        Refused(Encoding.ASCII.GetBytes("this is no archive at all")).Code.ShouldBe(ProblemCode.CaptureDamaged);
        Refused([]).Code.ShouldBe(ProblemCode.CaptureDamaged);
    }

    [Fact]
    public void A_newer_format_is_refused_with_the_version_that_made_it() =>
        Refused(Tar(_ => { }, Manifest.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal))).Message
            .ShouldContain("it is of version 2, made by vfleet 0.1.0");

    [Fact]
    public void A_capture_that_was_cut_anywhere_is_refused()
    {
        var whole = Tar(tar =>
        {
            for (var i = 0; i < 50; i++)
            {
                File(tar, $"proc/{i}", new string((char)('a' + (i % 26)), 700 + i));
            }
        });
        Open(whole).ShouldBeOfType<RecordedTreeOpening.Opened>().Tree.Dispose();

        for (var length = 0; length < whole.Length - 40; length += 1 + (whole.Length / 40))
        {
            Refused(whole[..length]).Code.ShouldBe(ProblemCode.CaptureDamaged);
        }
    }

    [Fact]
    public void Whatever_is_in_the_file_it_is_opened_or_refused_and_nothing_appears_outside()
    {
        var random = new Random(4711);
        var plain = PlainTar(tar =>
        {
            File(tar, "proc/cmdline", "quiet");
            Link(tar, "sys/a", "../proc");
            File(tar, "sys/devices/" + new string('x', 150), "long");
        }, Manifest.Replace("ENTRIES", "4", StringComparison.Ordinal));
        for (var round = 0; round < 400; round++)
        {
            var broken = (byte[])plain.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                // Headers are what a reader trips over: half of the changes go there.
                var at = random.Next(2) == 0 ? (random.Next(broken.Length / 512) * 512) + random.Next(330) : random.Next(broken.Length);
                broken[at] = (byte)random.Next(256);
            }

            if (Open(Zip(broken)) is RecordedTreeOpening.Opened { Tree: var tree })
            {
                tree.Dispose();
            }
        }

        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([Path.Join(_folder.Path, "file")]);
    }

    private Problem Refused(byte[] content) => Open(content).ShouldBeOfType<RecordedTreeOpening.Refused>().Problem;

    private RecordedTreeOpening Open(byte[] content)
    {
        var path = Path.Join(_folder.Path, "file");
        System.IO.File.WriteAllBytes(path, content);
        return RecordedTree.Open(path);
    }

    private static byte[] Tar(Action<TarWriter> fill, string manifest = Manifest)
    {
        // The number of entries is known when they have been written once.
        var count = 1;
        using (var reader = new TarReader(new MemoryStream(PlainTar(fill, manifest))))
        {
            while (reader.GetNextEntry() is not null)
            {
                count++;
            }
        }

        return Zip(PlainTar(fill, manifest.Replace("ENTRIES", (count - 1).ToString(), StringComparison.Ordinal)));
    }

    private static byte[] PlainTar(Action<TarWriter> fill, string manifest)
    {
        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Gnu, leaveOpen: true))
        {
            File(tar, "vfleet/capture.json", manifest);
            fill(tar);
        }

        return content.ToArray();
    }

    private static byte[] Zip(byte[] plain)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return content.ToArray();
    }

    private static void File(TarWriter tar, string path, string content) =>
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private static void Link(TarWriter tar, string path, string target) =>
        tar.WriteEntry(new GnuTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    /// <summary>So many zeros.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => _at = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _at);
            Array.Clear(buffer, offset, read);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => _at = origin == SeekOrigin.Begin ? offset : throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
