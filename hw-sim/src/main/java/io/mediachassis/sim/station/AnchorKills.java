package io.mediachassis.sim.station;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Kills agents that hold the conversation of a stream which another engine sends, some seconds before or after that stream
 * passes from one segment to the next. The connections are left to the agent that is started a little later. Whatever
 * stream was sent by others goes on then: S6. It is unbroken, unless it might just have passed to the engine that went.
 */
final class AnchorKills {
    private static final long MS = 1_000_000L;
    private static final long FIRST_NS = 9_000 * MS;
    private static final int DEAF_MS = 300;
    private static final long LOOK_NS = 20 * MS;
    private static final long AROUND_TICKS = 3_000 * ConsoleStream.TICKS_PER_MS;
    private static final long AT_TICKS = 120 * ConsoleStream.TICKS_PER_MS;
    /** The next agent is there by then, has found its streams, and they have passed to a next segment. */
    private static final long UNBROKEN_NS = 14_000 * MS;
    private static final long AFTER_NS = 1_500 * MS;

    private final StationWorld world;
    private final SplittableRandom random;

    AnchorKills(StationWorld world) {
        this.world = world;
        this.random = world.random.split();
    }

    void plan() {
        world.at(FIRST_NS + random.nextInt(3000) * MS, this::next);
    }

    /** Each at another place; one after the other, since two at a time may break what one may not. */
    private void next() {
        long around = random.nextBoolean() ? AROUND_TICKS : AT_TICKS;
        long offset = random.nextLong(-around, around);
        if (world.now < StationWorld.HEAL_NS) {
            hunt(offset);
        }
    }

    private void hunt(long offset) {
        Optional<ConsoleStream> found = streams().stream()
                .filter(ConsoleStream::sentElsewhere)
                .filter(stream -> stream.program().isNearBorder(stream.position() - offset, LOOK_NS * 27 / 1000))
                .filter(stream -> isHeldWithout(stream.program(), stream.anchor()))
                .findFirst();
        if (found.isPresent()) {
            SimBlade anchor = found.get().anchor();
            // Half of them hear late what others say before, such as that they are to go on with a stream.
            long deafNs = random.nextBoolean() ? 0 : random.nextInt(DEAF_MS) * MS;
            world.blades.forEach(other -> world.network.stall(other.slot, anchor.slot, world.now + deafNs));
            world.at(world.now + random.nextLong(deafNs + 1), () -> kill(anchor));
            world.at(world.now + UNBROKEN_NS + random.nextInt(1000) * MS, this::next);
        } else if (world.now < StationWorld.HEAL_NS) {
            world.at(world.now + LOOK_NS, () -> hunt(offset));
        }
    }

    private List<ConsoleStream> streams() {
        return world.consoles.stream().flatMap(console -> Stream.ofNullable(console.stream())).toList();
    }

    private boolean isHeldWithout(SimProgram program, SimBlade gone) {
        for (int n = 0; n < program.segments(); n++) {
            int segment = n;
            if (world.blades.stream().noneMatch(blade -> blade != gone && blade.store.holds(program, segment))) {
                return false;
            }
        }
        return true;
    }

    private void kill(SimBlade anchor) {
        if (!anchor.alive()) {
            return;
        }
        long awayNs = (1000 + random.nextInt(2000)) * MS;
        world.trace("FAULT: the agent of blade " + anchor.slot + " is killed for " + awayNs / MS + " ms");
        world.invariants.touch(anchor.slot, world.now + awayNs + AFTER_NS);
        for (ConsoleStream stream : streams()) {
            if (stream.anchor() == anchor && stream.sentElsewhere() && isHeldWithout(stream.program(), anchor)) {
                boolean moving = stream.program().isNearBorder(stream.position() + AT_TICKS, 2 * AT_TICKS);
                world.trace(stream + " is to go on" + (moving ? "" : " unbroken"));
                stream.goesOn(world.now + UNBROKEN_NS, !moving);
            }
        }
        anchor.end(false);
        anchor.supervisor.agentKilled(true);
        world.at(world.now + awayNs, anchor::start);
    }
}
