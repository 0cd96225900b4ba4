package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.token.TokenClaims;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session: its state, its stream, and the connection it listens to. Control loop only. */
final class RtspSession {
    private final String id;
    private final String programId;
    private final String clientAddress;
    private final String aggregateUrl;
    private final SessionMachine machine;
    private RtspConversation conversation;
    private @Nullable StreamHandle stream;
    private @Nullable ChannelSink sink;
    private @Nullable PlayAnswer playing;
    private @Nullable TokenClaims token;

    /**
     * A session before its stream is open.
     *
     * @param aggregateUrl the program's URL as the console knows it, with a trailing slash
     */
    RtspSession(
            String id, String programId, String aggregateUrl, SessionMachine machine, RtspConversation conversation) {
        this.id = id;
        this.programId = programId;
        this.clientAddress = conversation.clientAddress();
        this.aggregateUrl = aggregateUrl;
        this.machine = machine;
        this.conversation = conversation;
    }

    String id() {
        return id;
    }

    String programId() {
        return programId;
    }

    String clientAddress() {
        return clientAddress;
    }

    String aggregateUrl() {
        return aggregateUrl;
    }

    SessionMachine machine() {
        return machine;
    }

    RtspConversation conversation() {
        return conversation;
    }

    Optional<StreamHandle> stream() {
        return Optional.ofNullable(stream);
    }

    Optional<ChannelSink> sink() {
        return Optional.ofNullable(sink);
    }

    void moveTo(RtspConversation other) {
        conversation = other;
    }

    /** The stream it has now; the one before it is closed. */
    void carry(StreamHandle newStream, @Nullable ChannelSink newSink) {
        closeStream("set up anew");
        stream = newStream;
        sink = newSink;
        machine.interleaved(newSink != null);
    }

    void closeStream(String reason) {
        if (stream != null) {
            stream.close(reason);
            stream = null;
        }
        if (sink != null) {
            sink.close();
            sink = null;
        }
    }

    /** What plays since the last PLAY; empty where it doesn't, or the agent before this one started it. */
    Optional<PlayAnswer> playing() {
        return Optional.ofNullable(playing);
    }

    void plays(@Nullable PlayAnswer now) {
        playing = now;
    }

    /** The token that it was set up with. It may expire meanwhile; once it is revoked, the session ends. */
    void letIn(TokenClaims claims) {
        token = claims;
    }

    /** Empty where none is needed, or an agent before this one set it up. */
    Optional<TokenClaims> token() {
        return Optional.ofNullable(token);
    }

    /** The console gave a sign of life on its connection. */
    void heard(long nowNs) {
        machine.heard(nowNs);
        if (stream != null) {
            stream.keepAlive();
        }
    }
}
