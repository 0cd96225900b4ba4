package io.mediachassis.sim.station;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkException;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Hello;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A link between two blades: in order and whole in each direction, or gone. Messages wait while the path is cut, and come
 * late when it heals before either side has given up.
 */
final class SimConnection {
    /** As {@code LinkSettings.betweenAgents} has it. */
    private static final long SILENCE_NS = 5_000_000_000L;

    private final StationWorld world;
    private final End[] ends;

    SimConnection(StationWorld world, SimBlade dialer, SimBlade target) {
        this.world = world;
        this.ends = new End[] {new End(dialer), new End(target)};
        ends[0].other = ends[1];
        ends[1].other = ends[0];
    }

    /** Both sides learn of it, the other one a little later. */
    void establish() {
        // Before anything that the dialer says.
        ends[0].deliver(() -> ends[1].up(), 0);
        ends[0].up();
    }

    boolean gone() {
        return !ends[0].open && !ends[1].open && ends[0].held.isEmpty() && ends[1].held.isEmpty();
    }

    boolean joins(int slot, int other) {
        int one = ends[0].blade.slot;
        int two = ends[1].blade.slot;
        return (one == slot && two == other) || (one == other && two == slot);
    }

    boolean endsAt(SimBlade blade) {
        return ends[0].blade == blade || ends[1].blade == blade;
    }

    boolean openAt(SimBlade blade) {
        End end = end(blade);
        return end.open && end.life == blade.life();
    }

    /** The process is no more; its system closes the connection, if there is one to do it. */
    void processEnded(SimBlade blade, boolean silent) {
        End end = end(blade);
        boolean was = end.open;
        end.open = false;
        end.pending.clear();
        if (was && !silent) {
            end.transmitted(end.other::closed);
        }
    }

    /** The board started anew: its system resets a connection that it does not know. */
    void resetFrom(SimBlade blade) {
        End end = end(blade);
        if (end.other.open) {
            end.transmitted(end.other::closed);
        }
    }

    /** The path works again. */
    void healed() {
        for (End end : ends) {
            long after = world.now + world.random.nextInt(200_000) * 1000L;
            List<Runnable> late = new ArrayList<>(end.held);
            end.held.clear();
            late.forEach(message -> end.deliver(message, after));
        }
    }

    /** Heartbeats pass, or don't; called each second by the process at this end. */
    void beat(SimBlade blade) {
        End end = end(blade);
        if (!end.open) {
            return;
        }
        SimBlade peer = end.other.blade;
        boolean hears = peer.runs() && end.other.open && !world.network.isCut(peer.slot, blade.slot);
        if (hears || world.now - end.heardNs < 0) {
            end.heardNs = world.now;
        } else if (world.now - end.heardNs > SILENCE_NS) {
            end.close();
        }
    }

    private End end(SimBlade blade) {
        return ends[0].blade == blade ? ends[0] : ends[1];
    }

    /** One side of it. */
    private final class End implements Link {
        final SimBlade blade;
        final int life;
        final Deque<Runnable> held = new ArrayDeque<>();
        final Map<Long, CompletableFuture<Envelope>> pending = new TreeMap<>();
        End other = this;
        boolean open;
        long heardNs;
        private long requests;
        private long lastDelivery;

        End(SimBlade blade) {
            this.blade = blade;
            this.life = blade.life();
        }

        void up() {
            if (blade.life() == life) {
                open = true;
                heardNs = world.now;
                blade.parts().messages.onUp(this, other.blade.slot);
            }
        }

        @Override
        public Hello peer() {
            return Hello.newBuilder().setNumber(other.blade.slot).build();
        }

        @Override
        public boolean send(Envelope.Builder message) {
            Envelope sent = message.build();
            if (!open) {
                return false;
            }
            transmitted(() -> other.received(sent));
            return true;
        }

        @Override
        public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
            CompletableFuture<Envelope> answer = new CompletableFuture<>();
            if (!open) {
                answer.completeExceptionally(new LinkException(LinkException.Reason.CLOSED, "the link is down"));
                return answer;
            }
            long id = ++requests;
            pending.put(id, answer);
            Envelope sent = message.setRequestId(id).build();
            transmitted(() -> other.received(sent));
            world.at(world.now + timeout.toNanos(), () -> blade.run(life, () -> {
                if (pending.remove(id) != null) {
                    answer.completeExceptionally(new LinkException(LinkException.Reason.TIMEOUT, "no answer in time"));
                }
            }));
            return answer;
        }

        @Override
        public void reply(Envelope request, Envelope.Builder answer) {
            if (request.getRequestId() != 0) {
                send(answer.setRequestId(request.getRequestId()).setReply(true));
            }
        }

        @Override
        public void fault(Envelope request, Fault.Code code, String text) {
            reply(request, Envelope.newBuilder().setFault(Fault.newBuilder().setCode(code).setText(text)));
        }

        @Override
        public void close() {
            if (open) {
                down();
                transmitted(other::closed);
            }
        }

        void closed() {
            if (open) {
                down();
            }
        }

        private void down() {
            open = false;
            List<CompletableFuture<Envelope>> waiting = new ArrayList<>(pending.values());
            pending.clear();
            waiting.forEach(answer -> answer.completeExceptionally(
                    new LinkException(LinkException.Reason.CLOSED, "the link went down")));
            blade.parts().messages.onDown(this, other.blade.slot);
        }

        private void received(Envelope message) {
            if (!open) {
                return;
            }
            heardNs = world.now;
            if (message.getReply()) {
                CompletableFuture<Envelope> answer = pending.remove(message.getRequestId());
                if (answer != null && message.hasFault()) {
                    answer.completeExceptionally(
                            new LinkException(LinkException.Reason.FAULT, message.getFault().getText()));
                } else if (answer != null) {
                    answer.complete(message);
                }
            } else {
                blade.parts().messages.onMessage(this, other.blade.slot, message);
            }
        }

        void transmitted(Runnable message) {
            if (world.network.isCut(blade.slot, other.blade.slot) || !held.isEmpty()) {
                held.add(message);
            } else {
                deliver(message, 0);
            }
        }

        void deliver(Runnable message, long notBefore) {
            long when = Math.max(Math.max(lastDelivery, notBefore), world.network.arrival(blade.slot, other.blade.slot));
            lastDelivery = when;
            world.at(when, () -> other.blade.run(other.life, message));
        }
    }
}
