package io.mediachassis.blade.station;

import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TrustedTokens;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the head-end's controllers say of stations and keys, as this blade goes by it and keeps it on its disk. Keys of
 * another chassis' head-end count beside those of this chassis' own controllers, and never in their place (seed 002 claims 23
 * and 24). Learns on the control loop; the directory is read on any thread.
 */
public final class HeadEndWords {
    private static final Logger LOG = LoggerFactory.getLogger(HeadEndWords.class);

    private final String own;
    private final KeptWord<StationDirectory> keptDirectory;
    private final KeptWord<TrustedKeys> keptKeys;
    private final TrustedTokens tokens;
    private volatile Directory directory;

    /**
     * Goes by what was kept.
     *
     * @param own this station's name
     * @param disk writes, one after another
     */
    public HeadEndWords(String own, Path folder, TokenVerifier verifier, Executor disk) {
        this.own = own;
        this.keptDirectory = new KeptWord<>(folder.resolve("stations"), StationDirectory.parser(), disk);
        this.keptKeys = new KeptWord<>(folder.resolve("head-end-keys"), TrustedKeys.parser(), disk);
        this.tokens = TrustedTokens.ofHeadEnd(verifier);
        this.directory = new Directory(keptDirectory.read().orElseGet(StationDirectory::getDefaultInstance), own);
        keptKeys.read().ifPresent(this::trust);
    }

    /** Which stations there are. Any thread. */
    public Directory directory() {
        return directory;
    }

    /** The head-end says which stations there are. */
    public void learn(StationDirectory word) {
        if (directory.isOlderThan(word)) {
            directory = new Directory(word, own);
            keptDirectory.keep(word);
            LOG.info("The head-end names {} other stations", directory.others().size());
        }
    }

    /**
     * The head-end's controllers, which are another chassis', say by which keys tokens are good.
     *
     * @param chassis theirs, by their certificate
     */
    public void learn(TrustedKeys word, String chassis) {
        TrustedKeys named = word.toBuilder().setChassis(chassis).build();
        if (trust(named)) {
            keptKeys.keep(named);
        }
    }

    private boolean trust(TrustedKeys word) {
        try {
            return tokens.learn(word);
        } catch (GeneralSecurityException e) {
            LOG.warn("The head-end's token keys can't be used: {}", e.getMessage());
            return false;
        }
    }
}
