package io.mediachassis.blade.rtsp;

import java.util.concurrent.CompletionStage;

/**
 * Whom the RTSP server asks for programs and streams: the engine of this blade, or the director that knows the whole
 * chassis. Called on the server's control loop and must not block; what it returns may complete on any thread. An
 * answer that takes longer than {@link RtspSettings#deskTimeout()} is given to the console as 503.
 */
public interface MediaDesk {
    /**
     * Where a program can be played. Asked on DESCRIBE alone, the only request on which every player follows a
     * redirect.
     *
     * @param programId as in the console's URL, already checked to be a plain identifier
     * @param localAddress the address the console connected to: the station's, or this engine's own
     */
    CompletionStage<Whereabouts> whereIs(String programId, String localAddress);

    /**
     * Opens a stream, paused at its start, wherever the program is held: SETUP can't be redirected. Fails with
     * {@link MediaException}: 404 unknown program, 453 no bandwidth, 503 not in service.
     */
    CompletionStage<StreamHandle> open(StreamRequest request);
}
