package io.mediachassis.controller.headend.metadata;

import io.mediachassis.controller.headend.metadata.FileServer.Standing;
import java.util.List;

/**
 * Whose a file server is. Whoever says so first has not proved it: an address is his who puts the proof there, or whom the
 * operator names, and from then on nobody else's. Pure.
 */
final class AddressRules {
    static final int SERVERS_OF_OWNER = 16;

    private AddressRules() {}

    /**
     * An owner says that a server is his.
     *
     * @param same what is known of this host and port, under any scheme
     * @param his how many he has
     * @param proof that he is to put there
     */
    static FileServer claim(ServerAddress address, String owner, List<FileServer> same, int his, String proof) {
        refuseOthers(address, owner, same);
        for (FileServer known : same) {
            if (known.owner().equals(owner) && known.address().equals(address)) {
                return known;
            }
        }
        if (his >= SERVERS_OF_OWNER) {
            throw new MetadataRefusal(409, owner + " has " + his + " file servers, as many as there may be", "withdraw one");
        }
        boolean known = same.stream().anyMatch(one -> one.owner().equals(owner) && one.isHis());
        return new FileServer(address, owner, known ? Standing.PROVEN : Standing.CLAIMED, proof, false);
    }

    /** Refused where it is another's by now, although this owner claimed it too. */
    static void refuseOthers(ServerAddress address, String owner, List<FileServer> same) {
        if (same.stream().anyMatch(one -> !one.owner().equals(owner) && one.isHis())) {
            // Whose, is nobody else's business.
            throw new MetadataRefusal(409, address.text() + " is another owner's server",
                    "register a server of your own; if this is yours, ask the operator");
        }
    }

    /** Whether files of an owner may lie on a server. */
    static void requireUsable(String address, String owner, List<FileServer> known) {
        boolean usable = known.stream().anyMatch(one -> one.address().text().equals(address)
                && one.isHis() && (one.owner().equals(owner) || one.shared()));
        if (!usable) {
            throw new MetadataRefusal(403, address + " is no proven file server of " + owner,
                    "POST /owner/servers registers one and says how to prove it");
        }
    }
}
