import SpikeData
import Testing
