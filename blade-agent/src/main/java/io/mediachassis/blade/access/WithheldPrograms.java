package io.mediachassis.blade.access;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.blade.access.Access.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the content manager says of programs: which are not published yet (seed 002, claim 10: refused although every segment
 * is here), and which are no more. A word releases only what it names: a controller that takes over may know less than the one
 * before it. What is known is kept on this blade's disk, so that a blade that starts while no controller can be reached plays
 * nothing before its time. A rule that says by its manifest which program it is for concerns no other one of that id. Answers on any thread, learns on one that may wait for the disk.
 */
public final class WithheldPrograms implements Withholding {
    private static final Logger LOG = LoggerFactory.getLogger(WithheldPrograms.class);

    /** Those that are released are forgotten first. */
    private static final int MOST = 20_000;

    private final Path file;
    private final boolean home;
    private final Function<String, Set<ByteString>> held;
    private volatile State state;

    private record State(long epoch, long revision, Map<String, ProgramRule> rules) {}

    /**
     * Reads what was kept.
     *
     * @param home whether these are the words of this chassis' own controllers, which store at this station what they transfer
     * @param held which programs of an id this station holds, by the hashes of their manifests; any thread
     * @throws IOException it can't be read
     */
    public WithheldPrograms(Path file, boolean home, Function<String, Set<ByteString>> held) throws IOException {
        this.file = file;
        this.home = home;
        this.held = held;
        this.state = state(kept(file));
    }

    private static ProgramRules kept(Path file) throws IOException {
        try {
            return ProgramRules.parseFrom(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return ProgramRules.getDefaultInstance();
        } catch (InvalidProtocolBufferException e) {
            // A controller tells it again with its first words; until then nothing is held back.
            LOG.warn("{} is damaged and left aside; which programs are not published is asked of the controllers", file);
            return ProgramRules.getDefaultInstance();
        }
    }

    private static State state(ProgramRules word) {
        Map<String, ProgramRule> rules = new HashMap<>();
        word.getRulesList().forEach(rule -> rules.put(rule.getProgramId(), rule));
        return new State(word.getEpoch(), word.getRevision(), Map.copyOf(rules));
    }

    /**
     * A controller's word.
     *
     * @return whether it is news; it counts at once, and after a restart too when this returns
     * @throws IOException it can't be kept; it counts until this agent ends
     */
    public synchronized boolean learn(ProgramRules word) throws IOException {
        State now = state;
        boolean newer = word.getEpoch() > now.epoch()
                || (word.getEpoch() == now.epoch() && word.getRevision() > now.revision());
        if (newer) {
            ProgramRules all = merged(word, now.rules());
            state = state(all);
            DurableFile.write(file, all.toByteArray());
        }
        return newer;
    }

    private static ProgramRules merged(ProgramRules word, Map<String, ProgramRule> known) {
        Map<String, ProgramRule> all = new HashMap<>(known);
        word.getRulesList().forEach(rule -> all.merge(
                rule.getProgramId(), rule, (old, told) -> told.getRevision() >= old.getRevision() ? told : old));
        return ProgramRules.newBuilder()
                .setEpoch(word.getEpoch())
                .setRevision(word.getRevision())
                .addAllRules(all.size() <= MOST ? all.values() : newest(all.values()))
                .build();
    }

    private static List<ProgramRule> newest(Collection<ProgramRule> rules) {
        return rules.stream()
                .sorted(Comparator.comparing(ProgramRule::hasReleased)
                        .thenComparing(Comparator.comparingLong(ProgramRule::getRevision).reversed()))
                .limit(MOST)
                .toList();
    }

    /** All that is known, as it may be told to another blade; empty before there is a word. */
    public Optional<ProgramRules> word() {
        State now = state;
        return now.epoch() == 0 ? Optional.empty() : Optional.of(ProgramRules.newBuilder()
                .setEpoch(now.epoch())
                .setRevision(now.revision())
                .addAllRules(now.rules().values())
                .build());
    }

    /** Which reign's word counts; 0 before there is one. */
    public long epoch() {
        return state.epoch();
    }

    /** Which of that reign's words. */
    public long revision() {
        return state.revision();
    }

    @Override
    public Optional<Fault> fault(String programId) {
        ProgramRule rule = state.rules().get(programId);
        return rule == null || rule.hasReleased() || isOfAnother(rule, held.apply(programId)) ? Optional.empty()
                : Optional.of(rule.hasRemoved() ? Fault.WITHDRAWN : Fault.NOT_PUBLISHED);
    }

    /** Whether all that is here by a rule's id is known to be another program. */
    private boolean isOfAnother(ProgramRule rule, Set<ByteString> here) {
        return !here.isEmpty() && here.stream().noneMatch(manifest -> concerns(rule, manifest));
    }

    private boolean concerns(ProgramRule rule, ByteString manifest) {
        return rule.getManifestHash().isEmpty()
                ? home || !rule.hasRemoved() || !rule.getRemoved().getAtHomeAlone()
                : rule.getManifestHash().equals(manifest);
    }

    /**
     * Whether a program is no more, and what is here of it is to go.
     *
     * @param storedEpochMs when it was taken in, as its manifest says
     * @param manifest the manifest's hash
     */
    public boolean isRemoved(String programId, long storedEpochMs, ByteString manifest) {
        ProgramRule rule = state.rules().get(programId);
        return rule != null && ((rule.hasRemoved() && concerns(rule, manifest))
                || (rule.getGoneStoredEpochMs() != 0 && rule.getGoneStoredEpochMs() == storedEpochMs));
    }

    /** Whether one of that id is withdrawn, and this is another one, which stays. */
    public boolean outlives(String programId, ByteString manifest) {
        ProgramRule rule = state.rules().get(programId);
        return rule != null && rule.hasRemoved() && !concerns(rule, manifest);
    }
}
