package io.mediachassis.sim.election;

import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import io.mediachassis.controller.election.ControllerRole;
import io.mediachassis.controller.election.DirectorElection.LinkEnd;
import io.mediachassis.controller.election.ElectionGuards;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every guard is needed: with it taken out, the simulation sees its invariant fail. */
class GuardsTest {
    private static final int RUNS = Integer.getInteger("election.guards.runs", 20_000);

    /**
     * @param firstSeed where the search begins, to be short: the rarest takes some ten thousand runs from seed 1
     * @param invariants those of which one must be seen to fail
     */
    record Mutant(long firstSeed, String guard, Guards guards, Set<String> invariants) {
        @Override
        public String toString() {
            return guard;
        }
    }

    private static Mutant election(long firstSeed, String guard, String invariant, ElectionGuards mutant) {
        return new Mutant(firstSeed, guard, Guards.ALL.withElections(mutant), Set.of(invariant.split("/")));
    }

    private static Mutant role(long firstSeed, String guard, String invariant, Guards.Roles mutant) {
        return new Mutant(firstSeed, guard, Guards.ALL.withRoles(mutant), Set.of(invariant.split("/")));
    }

    /**
     * Not among them are two guards whose need takes a coincidence of one in a million, or an order of events in a
     * daemon that these runs do not have: {@link GuardScenariosTest} has a run for each.
     */
    static Stream<Mutant> mutants() {
        List<Mutant> all = new ArrayList<>();
        all.add(election(17, "a lost link taken as proof of death", "I1", new ElectionGuards() {
            @Override
            protected boolean provesDeath(LinkEnd end) {
                return true;
            }
        }));
        all.add(election(11_970, "an engine need not know our orders", "I1", new ElectionGuards() {
            @Override
            protected boolean knowsOrders(Term highest, Term ordered) {
                return true;
            }
        }));
        all.add(election(22_125, "leases end at once", "I1", new ElectionGuards() {
            @Override
            protected boolean leaseMayBeAlive(long leaseUntilNs, long nowNs) {
                return false;
            }
        }));
        all.add(election(17, "no caretakers expected", "I1", new ElectionGuards() {
            @Override
            protected boolean caretakerPossible(int couldConfirm, int majority) {
                return false;
            }
        }));
        all.add(new Mutant(1, "a claim believed for ever", Guards.ALL.withControllers((int number, long now) ->
                new ControllerRole(number, now) {
                    @Override
                    protected boolean believes(long nowNs) {
                        return true;
                    }
                }), Set.of("I3")));
        all.add(role(1860, "stale promotions obeyed", "I1/I2", (slot, highest) -> new DirectorRole(slot, highest) {
            @Override
            protected boolean isStale(Term ordered) {
                return false;
            }
        }));
        all.add(role(7, "a lease without end", "I1", (slot, highest) -> new DirectorRole(slot, highest) {
            @Override
            protected boolean leaseAlive(long fromNs, long nowNs) {
                return true;
            }
        }));
        all.add(role(7, "caretaker without others", "I1", (slot, highest) -> new DirectorRole(slot, highest) {
            @Override
            protected boolean majorityConfirms(long nowNs) {
                return confirms(term());
            }
        }));
        all.add(role(800, "confirmations without end", "I1", (slot, highest) -> new DirectorRole(slot, highest) {
            @Override
            protected boolean confirmationAlive(long askedNs, long nowNs) {
                return true;
            }
        }));
        all.add(role(60, "a higher term is no reason against a caretaker", "I1", (slot, highest) ->
                new DirectorRole(slot, highest) {
                    @Override
                    protected boolean knowsHigher(Term peersTerm) {
                        return false;
                    }
                }));
        all.add(new Mutant(1, "a CBC obeys any epoch", Guards.ALL.withoutCbcFence(), Set.of("I2")));
        all.add(new Mutant(1070, "an agent forgets its term", Guards.ALL.withoutPersistence(), Set.of("I1", "I2")));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isNeeded(Mutant mutant) {
        long firstSeed = mutant.firstSeed();
        List<String> others = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + RUNS; seed++) {
            var failure = ElectionSimulation.run(seed, mutant.guards());
            if (failure.isPresent()) {
                String invariant = failure.get().invariant();
                if (mutant.invariants().contains(invariant)) {
                    System.out.println(mutant + ": seed " + seed + " " + failure.get().text());
                    return;
                }
                others.add(invariant + " by " + seed);
            }
        }
        fail(mutant + ": no run of " + RUNS + " breaks " + mutant.invariants() + ", others: "
                + others.subList(0, Math.min(5, others.size())));
    }
}
