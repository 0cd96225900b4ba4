package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.repair.RtxPacket;

/**
 * The session description of a program (RFC 4566): one MPEG-TS in RTP, static payload type 33 (RFC 3551, RFC 2250).
 * Players offer seeking only when {@code a=range} has an end, which a program that is still being taken in has not.
 */
final class Sdp {
    /** The control attribute of the only media. */
    static final String TRACK = "trackID=0";

    private static final int MAX_TITLE = 128;
    private static final int RTX = RtxPacket.PAYLOAD_TYPE;
    /** For how long a packet is there to be sent again, about. */
    private static final int RTX_TIME_MS = 500;

    private Sdp() {}

    /**
     * Describes a program.
     *
     * @param repair what the player is offered for its losses
     */
    static String describe(ProgramDescription program, String localAddress, LossRepair repair) {
        boolean six = localAddress.indexOf(':') >= 0;
        String kind = six ? "IN IP6 " : "IN IP4 ";
        StringBuilder sdp = new StringBuilder(400);
        sdp.append("v=0\r\n");
        sdp.append("o=- 1 1 ").append(kind).append(localAddress).append("\r\n");
        sdp.append("s=").append(title(program)).append("\r\n");
        sdp.append("c=").append(kind).append(six ? "::" : "0.0.0.0").append("\r\n");
        sdp.append("t=0 0\r\n");
        sdp.append("a=tool:Mediachassis\r\n");
        sdp.append("a=control:*\r\n");
        sdp.append("a=range:npt=0-");
        sdp.append(program.isGrowing() ? "" : NptRange.seconds(program.durationMs())).append("\r\n");
        sdp.append(switch (repair) {
            case NONE -> "m=video 0 RTP/AVP 33\r\n";
            case PLAIN -> "m=video 0 RTP/AVPF 33\r\n";
            case RETRANSMISSION -> "m=video 0 RTP/AVPF 33 " + RTX + "\r\n";
        });
        if (program.bitRate() > 0) {
            sdp.append("b=AS:").append((program.bitRate() + 999) / 1000).append("\r\n");
        }
        sdp.append("a=rtpmap:33 MP2T/90000\r\n");
        if (repair != LossRepair.NONE) {
            sdp.append("a=rtcp-fb:33 nack\r\n");
        }
        if (repair == LossRepair.RETRANSMISSION) {
            // As players take it, in the stream's own session, told apart by the SSRC.
            sdp.append("a=rtpmap:").append(RTX).append(" rtx/90000\r\n");
            sdp.append("a=fmtp:").append(RTX).append(" apt=33;rtx-time=").append(RTX_TIME_MS).append("\r\n");
        }
        sdp.append("a=control:").append(TRACK).append("\r\n");
        return sdp.toString();
    }

    private static String title(ProgramDescription program) {
        String clean = program.title().replaceAll("\\p{Cntrl}+", " ").strip();
        String title = clean.isEmpty() ? program.id() : clean;
        if (title.length() <= MAX_TITLE) {
            return title;
        }
        int cut = Character.isHighSurrogate(title.charAt(MAX_TITLE - 1)) ? MAX_TITLE - 1 : MAX_TITLE;
        return title.substring(0, cut);
    }
}
