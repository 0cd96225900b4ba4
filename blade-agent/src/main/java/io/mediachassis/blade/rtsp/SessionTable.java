package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.KeptSession;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.rtsp.SessionMachine.Action;
import io.mediachassis.blade.rtsp.SessionMachine.Event;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions by id, and the ways in which they end. Control loop only, but for {@link #size}. */
final class SessionTable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTable.class);

    private final RtspSettings settings;
    private final Counts<RtspCounter> counts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, RtspSession> sessions = new HashMap<>();
    private final Map<String, Integer> ofAddress = new HashMap<>();
    private volatile int size;

    SessionTable(RtspSettings settings, Counts<RtspCounter> counts, Clock clock) {
        this.settings = settings;
        this.counts = counts;
        this.clock = clock;
    }

    /** Sessions there are. Any thread. */
    int size() {
        return size;
    }

    /** A new session in its first state; fails with 503 when there are too many. */
    RtspSession create(RtspConversation conversation, String programId, String aggregateUrl) throws MediaException {
        check(sessions.size() < settings.maxSessions(), "on this blade");
        check(conversation.sessions().size() < settings.maxSessionsPerConnection(), "of this connection");
        check(ofAddress.getOrDefault(conversation.clientAddress(), 0) < settings.maxSessionsPerAddress(),
                "of this address");
        String id;
        do {
            id = String.format("%016x", random.nextLong());
        } while (sessions.containsKey(id));
        SessionMachine machine =
                new SessionMachine(settings.sessionTimeout(), settings.lossGrace(), clock.nanoTime());
        RtspSession session = new RtspSession(id, programId, aggregateUrl, machine, conversation);
        add(session);
        counts.add(RtspCounter.SESSIONS);
        return session;
    }

    private void check(boolean room, String where) throws MediaException {
        if (!room) {
            counts.add(RtspCounter.SESSIONS_REFUSED);
            throw new MediaException(503, "too many sessions " + where);
        }
    }

    private void add(RtspSession session) {
        sessions.put(session.id(), session);
        size = sessions.size();
        ofAddress.merge(session.clientAddress(), 1, Integer::sum);
        session.conversation().sessions().add(session);
    }

    /** A session of the agent before this one, with its stream; empty when there are too many, or it is there. */
    Optional<RtspSession> restore(KeptSession kept, StreamHandle stream, RtspConversation conversation) {
        if (sessions.size() >= settings.maxSessions() || sessions.containsKey(kept.getId())) {
            return Optional.empty();
        }
        SessionMachine machine =
                new SessionMachine(settings.sessionTimeout(), settings.lossGrace(), clock.nanoTime());
        machine.on(Event.OPENED, clock.nanoTime());
        if (kept.getPlaying()) {
            machine.on(Event.PLAYED, clock.nanoTime());
        }
        RtspSession session =
                new RtspSession(kept.getId(), kept.getProgramId(), kept.getAggregateUrl(), machine, conversation);
        session.carry(stream, null);
        add(session);
        return Optional.of(session);
    }

    /**
     * The session that a request speaks of, now bound to the request's connection. Only the address that set it up may:
     * an id overheard elsewhere is worth nothing.
     */
    Optional<RtspSession> find(String header, RtspConversation conversation) {
        int semicolon = header.indexOf(';');
        RtspSession session = sessions.get((semicolon < 0 ? header : header.substring(0, semicolon)).strip());
        if (session == null || !session.clientAddress().equals(conversation.clientAddress())) {
            return Optional.empty();
        }
        if (session.conversation() != conversation) {
            if (session.sink().isPresent()) {
                return Optional.empty();
            }
            session.conversation().sessions().remove(session);
            conversation.sessions().add(session);
            session.moveTo(conversation);
            session.machine().on(Event.CONNECTION_TAKEN, clock.nanoTime());
            counts.add(RtspCounter.SESSIONS_TAKEN_OVER);
            LOG.info("session {} of {} goes on over a new connection", session.id(), session.clientAddress());
        }
        if (session.stream().isPresent() && !session.stream().get().alive()) {
            session.machine().on(Event.STREAM_ENDED, clock.nanoTime());
            remove(session, "its stream is gone");
            return Optional.empty();
        }
        session.heard(clock.nanoTime());
        return Optional.of(session);
    }

    /** Takes it out and frees its stream. The machine is already closed. */
    void remove(RtspSession session, String reason) {
        if (sessions.remove(session.id()) != null) {
            ofAddress.computeIfPresent(session.clientAddress(), (address, n) -> n == 1 ? null : n - 1);
            LOG.info("session {} of {} on {} closed: {}", session.id(), session.clientAddress(), session.programId(),
                    reason);
        }
        size = sessions.size();
        session.conversation().sessions().remove(session);
        session.closeStream(reason);
    }

    void connectionLost(RtspConversation conversation) {
        for (RtspSession session : List.copyOf(conversation.sessions())) {
            if (session.machine().on(Event.CONNECTION_LOST, clock.nanoTime()) == Action.CLOSE) {
                counts.add(RtspCounter.SESSIONS_LOST);
                remove(session, "its connection closed");
            }
        }
    }

    /** The engine gave up the stream: the console is told the only way it understands, by the end of its connection. */
    void streamEnded(RtspSession session, String reason) {
        if (session.machine().on(Event.STREAM_ENDED, clock.nanoTime()) == Action.CLOSE) {
            remove(session, reason);
            if (session.conversation().sessions().isEmpty()) {
                session.conversation().close();
            }
        }
    }

    /** The session ends with its stream, if that is still its stream then. */
    void endsWith(RtspSession session, StreamHandle stream, Executor control) {
        stream.onEnded(reason -> control.execute(() -> {
            if (session.stream().filter(now -> now == stream).isPresent()) {
                streamEnded(session, reason);
            }
        }));
    }

    /** Ends what has not been heard for too long. */
    void tick() {
        long nowNs = clock.nanoTime();
        List<RtspSession> over = new ArrayList<>();
        for (RtspSession session : sessions.values()) {
            session.stream().ifPresent(s -> s.lastHeardNs().ifPresent(session.machine()::heard));
            if (session.machine().on(Event.TICK, nowNs) == Action.CLOSE) {
                over.add(session);
            }
        }
        for (RtspSession session : over) {
            boolean lost = !session.machine().connected();
            counts.add(lost ? RtspCounter.SESSIONS_LOST : RtspCounter.SESSIONS_TIMED_OUT);
            remove(session, lost ? "its connection closed and none took over" : "the console is silent");
        }
    }

    /** Ends those whose token has been revoked. Returns how many. */
    int endRevoked(Predicate<TokenClaims> revoked) {
        List<RtspSession> over = sessions.values().stream().filter(s -> s.token().filter(revoked).isPresent()).toList();
        over.forEach(session -> streamEnded(session, "its token was revoked"));
        return over.size();
    }

    /** Ends those of programs that nobody may play any more. Returns how many. */
    int endWithdrawn(Predicate<String> withdrawn) {
        List<RtspSession> over = sessions.values().stream().filter(s -> withdrawn.test(s.programId())).toList();
        over.forEach(session -> streamEnded(session, "the program was withdrawn"));
        return over.size();
    }

    void closeAll(String reason) {
        for (RtspSession session : List.copyOf(sessions.values())) {
            session.machine().on(Event.TEARDOWN, clock.nanoTime());
            remove(session, reason);
        }
    }
}
