/** One SNMP engine at the management address: transport, security, standard MIBs, and the unit's rows. */
@NullMarked
package io.mediachassis.snmp.agent;

import org.jspecify.annotations.NullMarked;
