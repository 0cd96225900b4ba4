package io.mediachassis.blade.rtsp;

/**
 * What a console is told of a program.
 *
 * @param id plain identifier, see {@link RtspUri}
 * @param title for people; control characters are left out of what is sent
 * @param durationMs milliseconds, greater than 0, from the first PCR to the end of what is shown last: GStreamer cuts
 *     off what lies beyond the announced end, and time stamps run ahead of the PCR by 0.7 s in what ffmpeg makes; 0
 *     while more of it comes
 * @param bitRate of the transport stream in bit/s; 0 when unknown
 */
public record ProgramDescription(String id, String title, long durationMs, long bitRate) {
    /** Of one that is still being taken in. */
    public static ProgramDescription growing(String id, String title, long bitRate) {
        return new ProgramDescription(id, title, 0, bitRate);
    }

    boolean isGrowing() {
        return durationMs == 0;
    }
}
