package io.mediachassis.blade.access;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.durable.DurableFile;
import io.mediachassis.backplane.proto.ProgramRule;
import io.mediachassis.backplane.proto.ProgramRules;
import io.mediachassis.blade.access.Access.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the content manager says of programs: which are not published yet (seed 002, claim 10: refused although every segment
 * is here), and which are no more. Of two words the newer one counts, whichever comes last. It is kept on this blade's disk,
 * so that a blade that starts while no controller can be reached plays nothing before its time. Answers on any thread,
 * learns on one that may wait for the disk.
 */
public final class WithheldPrograms {
    private static final Logger LOG = LoggerFactory.getLogger(WithheldPrograms.class);

    private final Path file;
    private volatile State state;

    private record State(long epoch, long revision, Map<String, ProgramRule> rules) {}

    /**
     * Reads what was kept.
     *
     * @throws IOException it can't be read
     */
    public WithheldPrograms(Path file) throws IOException {
        this.file = file;
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
            state = state(word);
            DurableFile.write(file, word.toByteArray());
        }
        return newer;
    }

    /** Which reign's word counts; 0 before there is one. */
    public long epoch() {
        return state.epoch();
    }

    /** Which of that reign's words. */
    public long revision() {
        return state.revision();
    }

    /** Why consoles may not have a program now; empty: they may. */
    public Optional<Fault> fault(String programId) {
        ProgramRule rule = state.rules().get(programId);
        return rule == null ? Optional.empty()
                : Optional.of(rule.hasRemoved() ? Fault.WITHDRAWN : Fault.NOT_PUBLISHED);
    }

    /** Whether a program is no more, and what is here of it is to go. */
    public boolean isRemoved(String programId) {
        ProgramRule rule = state.rules().get(programId);
        return rule != null && rule.hasRemoved();
    }
}
