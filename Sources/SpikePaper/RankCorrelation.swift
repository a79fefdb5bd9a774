/// Spearman's rank correlation of two lists of equal length: 1 where one rises with the other, −1 where it falls;
/// equal values share their mean rank. nil of fewer than two values, or where a list has one value alone.
func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  precondition(first.count == second.count, "\(first.count) and \(second.count) values")
  func centredRanks(_ values: [Double]) -> [Double] {
    values.map { own in
      let (less, equal) = (values.count { $0 < own }, values.count { $0 == own })
      return Double(less) + Double(equal - 1) / 2 - Double(values.count - 1) / 2
    }
  }
  func product(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }
  let (left, right) = (centredRanks(first), centredRanks(second))
  let size = (product(left, left) * product(right, right)).squareRoot()
  return size > 0 ? product(left, right) / size : nil
}
