package io.mediachassis.blade.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real streams, cut; ffmpeg and ffprobe are the judges. */
class SegmenterTest {
    private static final SegmenterSettings TWO_SECONDS = SegmenterSettings.ofTarget(Duration.ofSeconds(2));
    private static final long SECOND = SegmentIndex.TICKS_PER_SECOND;

    @TempDir
    private Path folder;

    private CollectedSegments check(byte[] ts, String stream, String video, String audio) throws Exception {
        CollectedSegments cut = new CollectedSegments();
        Segmenter segmenter = CollectedSegments.cut(ts, TWO_SECONDS, cut, 1);
        Path source = Files.write(folder.resolve("source.ts"), ts);
        Path whole = Files.write(folder.resolve("whole.ts"), cut.concatenated());
        int frames = TsSamples.decode(source, stream);
        assertTrue(frames > 100, () -> frames + " frames");
        assertEquals(frames, TsSamples.decode(whole, stream));
        int sum = 0;
        for (int i = 0; i < cut.segments.size(); i++) {
            sum += TsSamples.decode(Files.write(folder.resolve(i + ".ts"), cut.segments.get(i)), stream);
        }
        assertTrue(cut.segments.size() >= 3, () -> cut.segments.size() + " segments");
        assertTrue(stream.startsWith("0:a") || sum == frames, "the segments alone have " + sum + " of " + frames);
        assertArrayEquals(withoutTables(ts), withoutTables(cut.concatenated()), "nothing but tables changes");
        assertEquals(0, continuityErrors(cut.concatenated()));
        ProgramMap map = segmenter.program().orElseThrow();
        assertEquals(video, map.video().map(s -> s.codec().ffmpegName()).orElse(""));
        assertEquals(audio, map.audio().map(s -> s.codec().ffmpegName()).orElse(""));
        TsCounters c = segmenter.counters();
        assertEquals(0, c.syncLosses() + c.skippedBytes() + c.continuityErrors() + c.sectionErrors() + c.pcrJumps()
                + c.scrambled() + c.transportErrors() + c.forcedCuts());
        return cut;
    }

    @Test
    void h264IsCutEveryTwoSecondsAtItsKeyFrames() throws Exception {
        CollectedSegments cut = check(TsSamples.h264(), "0:v", "h264", "aac");
        assertEquals(4, cut.segments.size());
        for (SegmentIndex index : cut.indexes) {
            assertEquals(2.0, index.durationTicks() / (double) SECOND, 0.05);
            assertEquals(2, index.randomAccessPoints());
            assertEquals(376, index.randomAccessOffset(0), "PAT, PMT, then the key frame");
        }
        assertEquals(8.0, cut.durationTicks() / (double) SECOND, 0.05);
    }

    @Test
    void h264WithBFramesAndAc3() throws Exception {
        check(TsSamples.h264BFrames(), "0:v", "h264", "ac3");
    }

    @Test
    void mpeg2VideoWithLayer2Audio() throws Exception {
        check(TsSamples.mpeg2(), "0:v", "mpeg2video", "mp2");
    }

    @Test
    void hevc() throws Exception {
        check(TsSamples.hevc(), "0:v", "hevc", "aac");
    }

    @Test
    void constantRateKeepsItsNullPacketsAndRunsLinearly() throws Exception {
        CollectedSegments cut = check(TsSamples.constantRate(), "0:v", "h264", "aac");
        SegmentIndex first = cut.indexes.get(0);
        double rate = 8.0 * first.bytes() * SECOND / first.durationTicks();
        assertEquals(2_000_000, rate, 20_000);
        long half = first.bytes() / 2;
        assertEquals(first.durationTicks() / 2.0, (double) first.timeAt(half), SECOND / 100.0);
    }

    @Test
    void audioOnlyIsCutByTime() throws Exception {
        CollectedSegments cut = new CollectedSegments();
        CollectedSegments.cut(TsSamples.audioOnly(), TWO_SECONDS, cut, 2);
        Path whole = Files.write(folder.resolve("whole.ts"), cut.concatenated());
        Path source = Files.write(folder.resolve("source.ts"), TsSamples.audioOnly());
        assertEquals(TsSamples.decode(source, "0:a"), TsSamples.decode(whole, "0:a"));
        assertTrue(cut.segments.size() >= 4, () -> cut.segments.size() + " segments");
        assertEquals(10.0, cut.durationTicks() / (double) SECOND, 0.3);
    }

    @Test
    void randomAccessPointsAreWhereFfprobeFindsKeyFrames() throws Exception {
        CollectedSegments cut = new CollectedSegments();
        CollectedSegments.cut(TsSamples.h264(), TWO_SECONDS, cut, 3);
        Path whole = Files.write(folder.resolve("whole.ts"), cut.concatenated());
        List<Long> expected = new ArrayList<>();
        for (String line : TsSamples.run(List.of("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
                "packet=pos,flags", "-of", "csv=p=0", whole.toString())).lines()) {
            String[] fields = line.split(",", -1);
            if (fields[1].startsWith("K")) {
                expected.add(Long.parseLong(fields[0]));
            }
        }
        List<Long> found = new ArrayList<>();
        long base = 0;
        for (SegmentIndex index : cut.indexes) {
            for (int i = 0; i < index.randomAccessPoints(); i++) {
                found.add(base + index.randomAccessOffset(i));
            }
            base += index.bytes();
        }
        assertEquals(expected, found);
    }

    @Test
    void timesFollowFfprobesPacketTimes() throws Exception {
        CollectedSegments cut = new CollectedSegments();
        CollectedSegments.cut(TsSamples.h264(), TWO_SECONDS, cut, 4);
        Path whole = Files.write(folder.resolve("whole.ts"), cut.concatenated());
        double firstDts = Double.NaN;
        int checked = 0;
        for (String line : TsSamples.run(List.of("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
                "packet=dts_time,pos", "-of", "csv=p=0", whole.toString())).lines()) {
            String[] fields = line.split(",", -1);
            double dts = Double.parseDouble(fields[0]);
            firstDts = Double.isNaN(firstDts) ? dts : firstDts;
            long pos = Long.parseLong(fields[1]);
            int segment = 0;
            while (pos >= cut.indexes.get(segment).bytes()) {
                pos -= cut.indexes.get(segment++).bytes();
            }
            double time = cut.indexes.get(segment).timeAt(pos) / (double) SECOND;
            assertEquals(dts - firstDts, time, 0.045, line);
            checked++;
        }
        assertEquals(200, checked);
    }

    @Test
    void everyMarkIsThePcrOfItsPacket() throws Exception {
        byte[] ts = TsSamples.constantRate();
        CollectedSegments cut = new CollectedSegments();
        CollectedSegments.cut(ts, TWO_SECONDS, cut, 5);
        long first = TsSamples.pcrs(cut.concatenated()).get(0);
        int marks = 0;
        for (int s = 0; s < cut.indexes.size(); s++) {
            SegmentIndex index = cut.indexes.get(s);
            for (int i = 0; i < index.marks(); i++) {
                long pcr = TsPacket.pcr(cut.segments.get(s), (int) index.markOffset(i));
                long offset = s == 0 && i == 0 ? index.markTicks(0) : pcr - first + cut.indexes.get(0).markTicks(0);
                assertEquals(offset, index.markTicks(i), s + "/" + i);
                marks++;
            }
        }
        assertTrue(marks > 200, marks + " marks");
    }

    /** All packets but PAT and PMT. */
    private static byte[] withoutTables(byte[] ts) {
        byte[] kept = new byte[ts.length];
        int n = 0;
        boolean started = false;
        for (int at = 0; at < ts.length; at += 188) {
            int pid = TsPacket.pid(ts, at);
            // What stands before the first picture is dropped: in these samples, the service description.
            started |= pid == 0x100 && TsPacket.unitStart(ts, at);
            if (started && pid != 0 && pid != 0x1000) {
                System.arraycopy(ts, at, kept, n, 188);
                n += 188;
            }
        }
        return java.util.Arrays.copyOf(kept, n);
    }

    static int continuityErrors(byte[] ts) {
        int[] last = new int[8192];
        java.util.Arrays.fill(last, -1);
        int errors = 0;
        for (int at = 0; at < ts.length; at += 188) {
            int pid = TsPacket.pid(ts, at);
            if (pid != 8191 && TsPacket.hasPayload(ts, at)) {
                int now = TsPacket.continuity(ts, at);
                errors += last[pid] >= 0 && now != ((last[pid] + 1) & 15) ? 1 : 0;
                last[pid] = now;
            }
        }
        return errors;
    }
}
