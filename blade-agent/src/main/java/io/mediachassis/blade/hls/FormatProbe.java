package io.mediachassis.blade.hls;

import io.mediachassis.blade.ts.Codec;
import io.mediachassis.blade.ts.ElementaryStream;
import io.mediachassis.blade.ts.ProgramMap;
import io.mediachassis.blade.ts.TableReader;
import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;
import java.util.Optional;

/** Reads what a master playlist has to say from the first packets of a program. Pure; any thread. */
final class FormatProbe {
    /** How much of a program to hand in: a second of anything that is played over HTTP. */
    static final int BYTES = 188 * 16384;

    private static final int KEPT = 64 * 1024;
    private static final int MAX_PICTURES = 256;
    private static final int CLOCK = 90_000;

    private FormatProbe() {}

    static MediaFormat probe(byte[] b, int length) {
        Optional<ProgramMap> map = TableReader.read(b, length);
        Optional<ElementaryStream> video = map.flatMap(ProgramMap::video);
        Optional<ElementaryStream> audio = map.flatMap(ProgramMap::audio);
        Start videoStart = video.map(s -> new Start(b, length, s.pid())).orElse(Start.NONE);
        Start audioStart = audio.map(s -> new Start(b, length, s.pid())).orElse(Start.NONE);
        VideoHeader header = video
                .flatMap(s -> VideoHeader.find(s.codec(), videoStart.bytes, videoStart.kept))
                .orElse(new VideoHeader("", 0, 0));
        Codec audioCodec = audio.map(ElementaryStream::codec).orElse(Codec.OTHER);
        return new MediaFormat(header.codec(), AudioHeader.codec(audioCodec, audioStart.bytes, audioStart.kept),
                header.width(), header.height(), videoStart.frameRate());
    }

    /** The start of an elementary stream: its first bytes, and when its first pictures are shown. */
    private static final class Start {
        static final Start NONE = new Start(new byte[0], 0, 0);

        private final byte[] bytes = new byte[KEPT];
        private final long[] shown = new long[MAX_PICTURES];
        private int kept;
        private int pictures;

        Start(byte[] b, int length, int pid) {
            boolean started = false;
            for (int at = 0; at + TsPacket.SIZE <= length; at += TsPacket.SIZE) {
                if (TsPacket.pid(b, at) != pid || b[at] != TsPacket.SYNC || !TsPacket.hasPayload(b, at)) {
                    continue;
                }
                int from = TsPacket.payloadStart(b, at);
                int end = at + TsPacket.SIZE;
                from += at;
                if (TsPacket.unitStart(b, at)) {
                    started = true;
                    from = packetHeader(b, from, end);
                }
                int n = started ? Math.min(end - from, KEPT - kept) : 0;
                if (n > 0) {
                    System.arraycopy(b, from, bytes, kept, n);
                    kept += n;
                }
            }
        }

        /** Notes the PTS (ISO/IEC 13818-1 section 2.4.3.7); gives where the elementary stream goes on. */
        private int packetHeader(byte[] b, int at, int end) {
            if (at + 14 > end || b[at] != 0 || b[at + 1] != 0 || b[at + 2] != 1) {
                return end;
            }
            if ((b[at + 7] & 0x80) != 0 && pictures < MAX_PICTURES) {
                shown[pictures++] = (b[at + 9] & 0x0EL) << 29 | (b[at + 10] & 0xFFL) << 22 | (b[at + 11] & 0xFEL) << 14
                        | (b[at + 12] & 0xFFL) << 7 | (b[at + 13] & 0xFEL) >> 1;
            }
            return Math.min(end, at + 9 + (b[at + 8] & 0xFF));
        }

        /** From the median distance of pictures in the order they are shown; those at the end may lack neighbours. */
        double frameRate() {
            if (pictures < 4) {
                return 0;
            }
            long[] sorted = Arrays.copyOf(shown, pictures);
            Arrays.sort(sorted);
            long[] gaps = new long[pictures - 1];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = sorted[i + 1] - sorted[i];
            }
            // Rates such as 30000/1001 make gaps of two lengths: the mean of those near the median is exact.
            long[] ordered = gaps.clone();
            Arrays.sort(ordered);
            long median = ordered[ordered.length / 2];
            long sum = 0;
            int count = 0;
            for (long gap : gaps) {
                if (Math.abs(gap - median) <= median / 4) {
                    sum += gap;
                    count++;
                }
            }
            return sum == 0 ? 0 : (double) CLOCK * count / sum;
        }
    }
}
