package io.mediachassis.blade.rtsp;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.KeptConversation;
import io.mediachassis.backplane.proto.KeptSession;
import io.mediachassis.blade.os.SharedPage;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves with the supervisor what the next agent of this blade needs to go on with the conversations: each connection
 * with a session over UDP, and beside it a page of memory with its sessions. The page is up to date before a request is
 * answered. Conversations with interleaved media are not kept: nobody knows how much of a frame the console has. Control
 * loop.
 */
final class ConversationKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationKeeper.class);

    private final Supervisor supervisor;
    private final RandomGenerator random;
    private final Counts<RtspCounter> counts;
    private final Map<RtspConversation, Kept> kept = new HashMap<>();

    /** One that the supervisor has. */
    private static final class Kept {
        final String name;
        final SharedPage page;
        KeptConversation last;

        Kept(String name, SharedPage page, KeptConversation last) {
            this.name = name;
            this.page = page;
            this.last = last;
        }
    }

    ConversationKeeper(Supervisor supervisor, RandomGenerator random, Counts<RtspCounter> counts) {
        this.supervisor = supervisor;
        this.random = random;
        this.counts = counts;
    }

    /** A request is done with, or a second has passed: what is left of this conversation is as it is now. */
    void update(RtspConversation conversation) {
        Kept known = kept.get(conversation);
        Optional<KeptConversation> now = supervisor.present() ? stateOf(conversation) : Optional.empty();
        if (now.isEmpty()) {
            forget(conversation);
        } else if (known == null) {
            keep(conversation, now.get());
        } else if (!now.get().equals(known.last)) {
            known.last = now.get();
            try {
                known.page.write(now.get().toByteArray());
            } catch (IOException e) {
                LOG.warn("The connection of {} is no longer kept: {}", conversation.clientAddress(), e.getMessage());
                forget(conversation);
            }
        }
    }

    /** Brings what is kept up to date; each second. */
    void refresh() {
        Map.copyOf(kept).keySet().forEach(this::update);
    }

    /** One that the supervisor has from the agent before this one. */
    void adopted(RtspConversation conversation, String name, SharedPage page) {
        kept.put(conversation, new Kept(name, page, KeptConversation.getDefaultInstance()));
        update(conversation);
    }

    /** The connection is gone, or has nothing to keep. */
    void forget(RtspConversation conversation) {
        Kept known = kept.remove(conversation);
        if (known != null) {
            // Behind the task that gives it to the supervisor, if that still waits.
            onLoop(conversation.channel(), () -> {
                supervisor.remove(known.name);
                known.page.close();
            });
        }
    }

    private static void onLoop(Channel channel, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.run();
        }
    }

    private void keep(RtspConversation conversation, KeptConversation state) {
        Channel channel = conversation.channel();
        if (!(channel instanceof UnixChannel unix)) {
            return;
        }
        SharedPage page;
        try {
            page = SharedPage.create("rtsp-session");
            page.write(state.toByteArray());
        } catch (IOException e) {
            counts.add(RtspCounter.CONNECTIONS_NOT_KEPT);
            LOG.debug("The connection of {} is not kept: {}", conversation.clientAddress(), e.getMessage());
            return;
        }
        String name = String.format("rtsp-%016x", random.nextLong());
        kept.put(conversation, new Kept(name, page, state));
        // On the channel's loop alone its descriptor is surely still its own.
        onLoop(channel, () -> {
            boolean stored = channel.isOpen() && supervisor.store(name, unix.fd().intValue(), page.fd());
            counts.add(stored ? RtspCounter.CONNECTIONS_KEPT : RtspCounter.CONNECTIONS_NOT_KEPT);
        });
    }

    private static Optional<KeptConversation> stateOf(RtspConversation conversation) {
        KeptConversation.Builder all = KeptConversation.newBuilder();
        for (RtspSession session : conversation.sessions()) {
            if (session.sink().isPresent()) {
                return Optional.empty();
            }
            byte[] stream = session.stream().map(StreamHandle::memento).orElse(new byte[0]);
            if (stream.length > 0) {
                all.addSessions(KeptSession.newBuilder()
                        .setId(session.id())
                        .setProgramId(session.programId())
                        .setAggregateUrl(session.aggregateUrl())
                        .setPlaying(session.machine().state() == SessionMachine.State.PLAYING)
                        .setStream(ByteString.copyFrom(stream)));
            }
        }
        return all.getSessionsCount() == 0 ? Optional.empty() : Optional.of(all.build());
    }
}
