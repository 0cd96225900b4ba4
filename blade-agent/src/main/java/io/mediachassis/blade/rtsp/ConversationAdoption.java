package io.mediachassis.blade.rtsp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.KeptConversation;
import io.mediachassis.backplane.proto.KeptSession;
import io.mediachassis.blade.os.Descriptors;
import io.mediachassis.blade.os.SharedPage;
import io.mediachassis.blade.supervisor.Supervisor;
import io.mediachassis.blade.supervisor.Supervisor.Stored;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with conversations that the agent before this one left with the supervisor: first their streams are found
 * again, wherever they are sent from, then the connections are read. What the console asked meanwhile waits in the
 * kernel. A conversation of which no stream is found is closed. Control loop.
 */
final class ConversationAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationAdoption.class);

    private final Supervisor supervisor;
    private final Counts<RtspCounter> counts;
    private final EventLoop control;
    private final Duration limit;
    private final Opener opener;

    /** A session and its stream, which goes on. */
    record Found(KeptSession session, StreamHandle stream) {}

    /** A conversation whose streams were found; who opens it owns socket and page from then on. */
    record Adopted(String name, int socket, SharedPage page, List<Found> sessions) {}

    /** Makes a connection of the socket. */
    @FunctionalInterface
    interface Opener {
        void open(Adopted adopted);
    }

    /** @param limit for finding a stream */
    ConversationAdoption(
            Supervisor supervisor, Counts<RtspCounter> counts, EventLoop control, Duration limit,
            Opener opener) {
        this.supervisor = supervisor;
        this.counts = counts;
        this.control = control;
        this.limit = limit;
        this.opener = opener;
    }

    /** @param finder gives the stream of a {@link StreamHandle#memento} */
    void adopt(Stored stored, Function<byte[], CompletionStage<StreamHandle>> finder) {
        List<Integer> sockets = stored.descriptors().stream().filter(Descriptors::isSocket).toList();
        List<Integer> pages = stored.descriptors().stream().filter(fd -> !sockets.contains(fd)).toList();
        if (sockets.size() != 1 || pages.size() != 1) {
            stored.descriptors().forEach(Descriptors::close);
            supervisor.remove(stored.name());
            LOG.warn("The supervisor gave back {} with {} sockets and {} pages, and is to forget it", stored.name(),
                    sockets.size(), pages.size());
            return;
        }
        find(stored.name(), sockets.get(0), SharedPage.of(pages.get(0)), finder);
    }

    private void find(
            String name, int socket, SharedPage page, Function<byte[], CompletionStage<StreamHandle>> finder) {
        List<KeptSession> sessions = sessions(page);
        List<Found> found = new ArrayList<>();
        CompletableFuture<?>[] all = sessions.stream()
                .map(session -> finder.apply(session.getStream().toByteArray())
                        .toCompletableFuture()
                        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                        .handleAsync((stream, error) -> {
                            if (error == null) {
                                found.add(new Found(session, stream));
                            } else {
                                LOG.info("session {} can't go on: {}", session.getId(), error.getMessage());
                            }
                            return error;
                        }, control))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).whenCompleteAsync((done, error) -> {
            Adopted adopted = new Adopted(name, socket, page, found);
            if (found.isEmpty()) {
                leave(adopted);
                Descriptors.shutdown(socket);
                Descriptors.close(socket);
            } else {
                opener.open(adopted);
            }
        }, control);
    }

    /** Nobody speaks on this connection any more. */
    void leave(Adopted adopted) {
        counts.add(RtspCounter.CONNECTIONS_LEFT);
        adopted.sessions().forEach(found -> found.stream().close("its connection could not be adopted"));
        adopted.page().close();
        supervisor.remove(adopted.name());
    }

    private static List<KeptSession> sessions(SharedPage page) {
        try {
            return KeptConversation.parseFrom(page.read().orElse(new byte[0])).getSessionsList();
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("What was left of a conversation can't be read: {}", e.getMessage());
            return List.of();
        }
    }
}
